import { expect, it } from 'vitest';

import { plainText } from '../../../../src/extension/notices/plain-text';

/** How VS Code finds links in a notification: `src/vs/base/common/linkedText.ts`. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

it.each([
  '[Show](command:workbench.action.terminal.new)',
  '[Show](command:x "title")',
  '[Show](https://example.com)',
  '[Show]\u200b(command:x)',
  '[Show]\u202e(command:x)',
  '[Show]\ud800(command:x)',
  '[a](command:x)[b](command:y)',
  `[Show](command:${'x'.repeat(500)})`,
  `[${'x'.repeat(500)}](command:y)`,
  '](command:x)['.repeat(300),
])('leaves no link in %.40s', (text) => {
  expect(plainText(text)).not.toMatch(link);
  expect(plainText(text)).not.toContain('](');
});

it('keeps what a person reads', () => {
  for (const text of ['Größe (2).png', 'a[1].png', '写真.png', '👩‍🎨.png', 'می‌خواهم.png', '$(x) & <b>']) {
    expect(plainText(text)).toBe(text);
  }
});

it('has one line and no characters that control the terminal, the direction or the eye', () => {
  expect(plainText('a\r\nb\tc\u2028d')).toBe('a b c d');
  expect(plainText('photo\u202egnp.exe\u2066\u200e\u0007\u001b[31m\u0085\u{e0041}\ufeff')).toBe(
    'photognp.exe[31m',
  );
});

it('cuts a long name in its middle and a long text at its end', () => {
  const name = plainText(`${'x'.repeat(300)}.stylized.png`);
  expect(name).toMatch(/^x{79}…x+\.stylized\.png$/);
  expect(name).toHaveLength(100);

  expect(Array.from(plainText('🎨 '.repeat(2000)))).toHaveLength(600);
  expect(plainText('a '.repeat(2000))).toMatch(/^(a )+a…$/);
});
