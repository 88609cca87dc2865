import type { FrameLocator, Locator } from 'playwright-core';

import { until } from './until';
import type { Workbench } from './workbench';

/** The part of an element that tells whether what is in it has room. */
interface Measured {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

/** The part of an element that moves it into view. */
interface Scrolled {
  readonly scrollIntoView: (options: { block: 'center' }) => void;
}

/** The parts of a document and its elements that tell what has the focus. */
interface Focusing {
  readonly activeElement: FocusedElement | null;
}
interface FocusedElement {
  readonly nodeName: string;
  readonly innerText: string;
  readonly labels?: Iterable<{ readonly innerText: string }> | null;
  readonly shadowRoot: Focusing | null;
  getAttribute(name: string): string | null;
}

/** The part of a document by which VS Code edits its text. */
interface Edited {
  execCommand: (command: string) => boolean;
}

/** Stylize's side panel, by what a person or a screen reader finds in it. */
export class Panel {
  readonly #frame: FrameLocator;

  constructor(workbench: Workbench) {
    this.#frame = workbench.webview('view');
  }

  button(name: string | RegExp): Locator {
    return this.#frame.getByRole('button', { name, exact: true });
  }

  numberField(name: string): Locator {
    return this.#frame.getByRole('textbox', { name, exact: true });
  }

  /** What is said of each style's part of the mix, in the order of the styles. */
  shares(): Promise<string[]> {
    return this.#frame.locator('.mix-share').allInnerTexts();
  }

  /** Whether the name of a style is longer than there is room for. */
  isCut(style: string): Promise<boolean> {
    return this.#frame
      .locator('.mix-name', { hasText: style })
      .evaluate((name: Measured) => name.scrollWidth > name.clientWidth);
  }

  /** The names of what has the keyboard focus; empty when that is nothing in the panel. */
  focused(): Promise<string[]> {
    return this.#frame.locator('body').evaluate((body: { readonly ownerDocument: Focusing }) => {
      const names: string[] = [];
      let element = body.ownerDocument.activeElement;
      while (element && element.nodeName !== 'BODY') {
        for (const attribute of ['aria-label', 'title', 'label'])
          names.push(element.getAttribute(attribute) ?? '');
        names.push(...[...(element.labels ?? [])].map((label) => label.innerText), element.innerText);
        element = element.shadowRoot?.activeElement ?? null;
      }
      return names.map((name) => name.trim()).filter((name) => name !== '');
    });
  }

  /** Whether nothing in it is animated, as VS Code's setting for reduced motion asks. */
  hasReducedMotion(): Promise<boolean> {
    return this.#frame
      .locator('body')
      .evaluate(
        `document.body.classList.contains('vscode-reduce-motion') && document.getAnimations().length === 0`,
      );
  }

  heading(name: string): Locator {
    return this.#frame.getByRole('heading', { name });
  }

  slider(name: string): Locator {
    return this.#frame.getByRole('slider', { name, exact: true });
  }

  /** A select box. */
  choice(name: string): Locator {
    return this.#frame.getByRole('combobox', { name, exact: true });
  }

  /** Whether a select box shows this. */
  async isChosen(name: string, option: string): Promise<boolean> {
    const face = this.#frame.locator(`vscode-single-select[id="${name.toLowerCase()}"] .select-face`);
    return (await face.innerText()).trim() === option;
  }

  checkbox(name: string): Locator {
    return this.#frame.getByRole('checkbox', { name, exact: true });
  }

  /** Chooses from a select box. */
  async choose(name: string, option: string): Promise<void> {
    // Its list opens below it.
    await this.choice(name).evaluate((box: Scrolled) => {
      box.scrollIntoView({ block: 'center' });
    });
    await this.choice(name).click();
    await this.#frame.getByRole('option', { name: option, exact: true }).click();
  }

  /** One of the small pictures of other settings. */
  variant(title: string): Locator {
    return this.#frame.getByRole('button', { name: new RegExp(`^${title}:`) });
  }

  /** Waits until so many of them are painted. */
  async variantsThere(count: number, patience: number): Promise<void> {
    const pictures = this.#frame.locator('img.variant-picture');
    await until(`${count} variants are there`, async () => (await pictures.count()) === count, patience);
  }

  /** Opens or closes a section. */
  async toggle(section: string): Promise<void> {
    await this.#frame.locator('summary', { hasText: section }).click();
  }

  /** What is explained at the pointer or under the focused row; empty while nothing is. */
  async help(): Promise<string> {
    const help = this.#frame.locator('.hover-help');
    return (await help.isVisible()) ? help.innerText() : '';
  }

  /** How wide the panel is, in CSS pixels. */
  async width(): Promise<number> {
    return (await this.#frame.locator('main').boundingBox())?.width ?? 0;
  }

  /** The chosen picture, by its name. */
  content(name: string): Locator {
    return this.#frame.getByRole('region', { name: 'Picture' }).locator('.name', { hasText: name });
  }

  text(text: string | RegExp): Locator {
    return this.#frame.getByText(text);
  }

  get alert(): Locator {
    return this.#frame.getByRole('alert');
  }

  /** What stands in a number field. */
  value(name: string): Promise<string> {
    return this.#frame.getByRole('textbox', { name, exact: true }).inputValue();
  }

  /** Types a value into a number field, key by key. */
  async enter(name: string, value: number): Promise<void> {
    const field = this.numberField(name);
    await field.press('ControlOrMeta+a');
    await field.pressSequentially(String(value), { delay: 60 });
    await field.press('Enter');
    await until(`${name} is ${value}`, async () => (await this.value(name)) === String(value), 5000);
  }

  /** From now on VS Code is late when it edits the panel's text after a key, as on a busy machine. */
  async delayEditing(milliseconds: number): Promise<void> {
    await this.#frame.locator('body').evaluate((body: { ownerDocument: Edited }, delay) => {
      const edited = body.ownerDocument;
      const now = edited.execCommand.bind(edited);
      edited.execCommand = (command) => {
        setTimeout(() => now(command), delay);
        return true;
      };
    }, milliseconds);
  }

  /** Waits until the run's state is this one, as the run bar says it. */
  async reaches(state: string | RegExp, patience = 30_000): Promise<void> {
    await this.#frame.locator('.run-state', { hasText: state }).waitFor({ timeout: patience });
  }

  /** The name of the picture whose run the run bar shows. */
  get runName(): Locator {
    return this.#frame.locator('.run-name');
  }

  /** Names of the pictures that wait, the next one first. */
  async queue(): Promise<string[]> {
    return this.#frame.locator('.queue-entry .name:not(.secondary)').allInnerTexts();
  }

  /** The rows of the history, the last run first. */
  get history(): Locator {
    return this.#frame.locator('.history-entry');
  }

  /** Buttons that open results from the history. */
  get results(): Locator {
    return this.#frame.locator('button.history-open');
  }

  /** Opens the loss chart, which is closed at first. */
  async showChart(): Promise<void> {
    await this.button('Loss chart').click();
  }

  /** How many iterations are done. Undefined before the first. */
  async iteration(): Promise<number | undefined> {
    const count = this.#frame.locator('.run-state', { hasText: /\d+\/\d+/ });
    if (!(await count.isVisible())) return undefined;
    return Number(/(\d+)\//.exec(await count.innerText())?.[1]);
  }

  /** The total loss as the chart tells it to a screen reader. */
  async totalLoss(): Promise<number> {
    const chart = this.#frame.getByRole('img', { name: /^Losses/ });
    const label = await until('the loss chart tells the total loss', async () =>
      (await chart.isVisible()) ? ((await chart.getAttribute('aria-label')) ?? undefined) : undefined,
    );
    const [, digits, unit] = /total is now ([\d.e+-]+?)(k?)\.$/.exec(label) ?? [];
    return Number(digits) * (unit === 'k' ? 1000 : 1);
  }
}
