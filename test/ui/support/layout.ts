import type { FrameLocator } from 'playwright-core';

/** The parts of an element that the search for cut texts needs. */
interface Laid {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getAttribute(name: string): string | null;
  readonly shadowRoot?: { readonly children: Iterable<Laid> } | null;
  readonly children: Iterable<Laid>;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
}

/** Every text in one of our pages that has less room than it needs. */
export function cutTexts(frame: FrameLocator): Promise<string[]> {
  return frame.locator('body').evaluate((body: unknown) => {
    const found: string[] = [];
    const visit = (element: Laid): void => {
      const text = [...element.childNodes].flatMap((node) => (node.nodeType === 3 ? [node.textContent] : []));
      const said = text.join('').trim();
      // Inline elements have no width of their own.
      const isSeen =
        element.clientWidth > 0 && !(element.getAttribute('class') ?? '').includes('visually-hidden');
      if (said !== '' && isSeen && element.scrollWidth > element.clientWidth + 1) found.push(said);
      for (const child of element.shadowRoot?.children ?? []) visit(child);
      for (const child of element.children) visit(child);
    };
    visit(body as Laid);
    return found;
  });
}
