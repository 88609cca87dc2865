import { describe, expect, it } from 'vitest';

import texts from '../../../package.nls.json';

describe('the walkthrough', () => {
  const shown = Object.entries(texts).filter(([key]) => key.startsWith('walkthrough.'));

  it.each(shown)('%s has no sign that VS Code would show as it is', (_, text) => {
    // Of Markdown, VS Code takes bold text, code and links in a walkthrough, and nothing else.
    const plain = text.replace(/\*\*[^*]+\*\*|`[^`]+`/g, '').replace(/\[[^\]]+\]\([^)]+\)/g, '');

    expect(plain).not.toMatch(/[*_`[\]#]/);
  });
});
