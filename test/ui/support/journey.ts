import { beforeEach } from 'vitest';

import type { Editor } from './editor';

/** The tests of a group follow each other in one window: after one that fails, the others do not run. */
export function useJourney(editor: () => Editor): void {
  let isBroken = false;
  beforeEach((context) => {
    if (isBroken) context.skip('The journey ended before.');
    context.onTestFailed(async () => {
      isBroken = true;
      await editor().keepEvidence(context.task.name);
    });
  });
}
