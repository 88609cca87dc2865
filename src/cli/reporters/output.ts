import { SingleBar, type Params } from 'cli-progress';

import type { Environment } from '../environment';
import type { Session } from '../session';
import { printable } from '../text/format';

/** One of the forms in which a command reports: JSON, plain lines, or a terminal with a bar. */
export interface Output {
  /** An event, for programs. A run's id means nothing outside and is left out. */
  event(name: string, fields: object): void;
  /** Lines for people, which stay. */
  say(...lines: readonly string[]): void;
  /** Lines for people who have no bar to look at. */
  narrate(...lines: readonly string[]): void;
  /** Redraws the bar, from now on with this line of at most `width` columns. */
  draw(line: (width: number) => string): void;
  /** A remark to the person, whatever form the rest takes. */
  notice(text: string): void;
  /** Takes the bar away. May be called twice. */
  close(): void;
}

type Streams = Pick<Environment, 'stdout' | 'stderr'>;

const silently = () => undefined;
const silent = { event: silently, say: silently, narrate: silently, draw: silently, close: silently };

/** One JSON object a line. */
export function jsonOutput({ stdout, stderr }: Streams): Output {
  return {
    ...silent,
    // JSON leaves out what is undefined.
    event: (event, fields) => void stdout.write(`${JSON.stringify({ event, ...fields, run: undefined })}\n`),
    notice: (text) => void stderr.write(`${printable(text)}\n`),
  };
}

/** Whole lines, for a file, a pipe or a simple terminal. */
export function plainOutput({ stdout, stderr }: Streams): Output {
  const say = (...lines: readonly string[]) => void stdout.write(lines.map((line) => `${line}\n`).join(''));
  return { ...silent, say, narrate: say, notice: (text) => void stderr.write(`${printable(text)}\n`) };
}

/** A bar on the terminal's last line; everything else appears above it and stays. */
export function terminalOutput({ stdout: stream }: Streams): Output {
  let line: (width: number) => string;
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    // The cursor and the wrapping stay as they are, whatever ends this program.
    linewrap: true,
    hideCursor: false,
    format: (_, { maxWidth }: Params) => line(maxWidth - 1),
  });
  const say = (...lines: readonly string[]) => {
    const { isActive } = bar;
    bar.stop();
    stream.write(lines.map((text) => `${text}\n`).join(''));
    if (isActive) bar.start(1, 0);
  };
  return {
    ...silent,
    say,
    draw: (next) => {
      line = next;
      if (bar.isActive) bar.update(0);
      else bar.start(1, 0);
    },
    notice: (text) => {
      say(printable(text));
    },
    close: () => {
      bar.stop();
    },
  };
}

/** The form that suits what the person asked for and where the output goes. */
export function createOutput({ environment, json, showsLog }: Session): Output {
  const { stdout, variables } = environment;
  if (json) return jsonOutput(environment);
  const canMoveCursor = stdout.isTTY === true && variables['TERM'] !== 'dumb';
  // The log's lines would run into the bar.
  return canMoveCursor && !showsLog ? terminalOutput(environment) : plainOutput(environment);
}
