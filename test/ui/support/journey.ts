import { afterAll, beforeAll, beforeEach } from 'vitest';

import { Editor, type EditorOptions } from './editor';
import { Panel } from './panel';
import { Viewer } from './viewer';
import { Workbench } from './workbench';

/** A window of VS Code, and what is in it. */
export class Window {
  readonly workbench: Workbench;
  readonly panel: Panel;
  readonly viewer: Viewer;

  constructor(readonly editor: Editor) {
    this.workbench = new Workbench(editor.page);
    this.panel = new Panel(this.workbench);
    this.viewer = new Viewer(this.workbench);
  }

  /** Opens the side panel and chooses the sample there. */
  async trySample(): Promise<void> {
    await this.workbench.activityBarItem.click();
    await this.panel.button('Try the sample').click();
    await this.panel.slider('Style').waitFor();
  }
}

/**
 * Opens a window for the tests of a group, which follow each other in it: after one that fails, the others do not run.
 *
 * @param begin gets the window when it is ready
 */
export function useWindow(options: EditorOptions, begin: (window: Window) => void | Promise<void>): void {
  let editor: Editor | undefined;
  let isBroken = false;
  beforeAll(async () => {
    editor = await Editor.open(options);
    const window = new Window(editor);
    await window.workbench.ready();
    await begin(window);
  });
  afterAll(() => editor?.close());
  beforeEach((context) => {
    if (isBroken) context.skip('The journey ended before.');
    context.onTestFailed(async () => {
      isBroken = true;
      await editor?.keepEvidence(context.task.name);
    });
  });
}
