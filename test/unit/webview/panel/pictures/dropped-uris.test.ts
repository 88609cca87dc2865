import { describe, expect, it } from 'vitest';

import { droppedUris } from '../../../../../webview/panel/pictures/dropped-uris';

const drop = (data: Record<string, string>) => ({ getData: (type: string) => data[type] ?? '' });

describe('the addresses in a drop', () => {
  it('are the lines of a list, without its comments', () => {
    const data = drop({ 'text/uri-list': '# two pictures\r\nfile:///a.png\r\nfile:///b.png\r\n' });

    expect(droppedUris(data)).toEqual(['file:///a.png', 'file:///b.png']);
  });

  it('are VS Code’s own where there are both', () => {
    const data = drop({
      'application/vnd.code.uri-list': 'vscode-vfs://github/o/r/a.png',
      'text/uri-list': 'https://example.org/a.png',
    });

    expect(droppedUris(data)).toEqual(['vscode-vfs://github/o/r/a.png']);
  });

  it('count once, and up to twenty', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `file:///${index}.png`);

    expect(droppedUris(drop({ 'text/uri-list': ['file:///0.png', ...lines].join('\n') }))).toEqual(
      lines.slice(0, 20),
    );
  });

  it('are none when files or text are dropped', () => {
    expect(droppedUris(drop({ 'text/plain': 'hello' }))).toEqual([]);
  });
});
