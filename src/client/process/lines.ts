import type { Readable } from 'node:stream';

/** Longer lines are cut into pieces: a progress bar that never ends its line must not fill the memory. */
const longest = 8192;

/** Reads a stream to its end, line by line. Always keeps reading, because a child blocks when its output is not read. */
export function eachLine(stream: Readable, listener: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) for (const piece of pieces(line)) listener(piece);
    while (rest.length > longest) {
      listener(rest.slice(0, longest));
      rest = rest.slice(longest);
    }
  });
  stream.on('end', () => {
    if (rest !== '') listener(rest.trimEnd());
  });
  // The pipe breaks when the child dies; its exit says what happened.
  stream.on('error', () => undefined);
}

function* pieces(line: string): Generator<string> {
  for (let start = 0; start === 0 || start < line.length; start += longest) {
    yield line.slice(start, start + longest);
  }
}
