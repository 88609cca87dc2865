import { SingleBar, type Params } from 'cli-progress';

import type { OutputStream } from '../environment';

/** The terminal's last line, redrawn as things change and gone when it is stopped. `draw` is told the columns. */
export function createBar(stream: OutputStream, draw: (width: number) => string): SingleBar {
  return new SingleBar({
    stream,
    clearOnComplete: true,
    // Neither hidden cursor nor changed wrapping: whatever ends this program, the terminal is as it was.
    linewrap: true,
    hideCursor: false,
    format: (_, { maxWidth }: Params) => draw(maxWidth - 1),
  });
}
