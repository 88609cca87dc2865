import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { StylizeError, type ErrorCode } from '../../channel/errors';
import { worded } from '../../channel/l10n';
import { hopeless } from '../../client/hopeless';
import type { RunRequest, RunResult } from '../../contracts/engine';
import type { RunControl } from '../environment';
import type { BatchReporter } from '../reporters/batch-reporter';
import type { Session } from '../session';
import type { BatchPicture } from './batch';
import type { Records } from './records';

export interface BatchPainterOptions {
  readonly session: Session;
  readonly reporter: BatchReporter;
  readonly records: Records;
  /** What is the same for all pictures. */
  readonly request: Omit<RunRequest, 'run' | 'content' | 'output'>;
  /** Whether a result that was made otherwise is replaced. */
  readonly replace: boolean;
  /** Whether the results say how they were made. */
  readonly metadata: boolean;
}

/** So many pictures one after the other that fail in a way that is not theirs end the batch. */
const mostInARow = 3;
const notThePictures: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['engine-failed', 'unwritable-output']);

/**
 * Paints pictures one after the other on one engine. What is there already is not painted again. What fails is told, and
 * the others go on.
 */
export class BatchPainter {
  readonly #options: BatchPainterOptions;
  #run: RunControl | undefined;
  #isStopped = false;

  constructor(options: BatchPainterOptions) {
    this.#options = options;
  }

  /**
   * @throws StylizeError `cancelled`, and what every other picture would fail with too: a style that cannot be read, a
   *   network that is not installed
   */
  async paint(pictures: readonly BatchPicture[]): Promise<void> {
    const { reporter, session } = this.#options;
    const { interruption } = session;
    const cancel = () => {
      this.#run?.cancel();
    };
    interruption.signal.addEventListener('abort', cancel);
    interruption.finishFirst(() => this.#stop());
    let inARow = 0;
    try {
      for (const [index, picture] of pictures.entries()) {
        if (this.#isStopped) return;
        try {
          await this.#paint(picture, index);
          inARow = 0;
        } catch (thrown) {
          const error = StylizeError.from(thrown);
          if (error.code === 'cancelled' || this.#isShared(error)) throw error;
          reporter.failed(index, error);
          inARow = notThePictures.has(error.code) ? inARow + 1 : 0;
          if (inARow === mostInARow) throw error;
        }
      }
    } finally {
      interruption.signal.removeEventListener('abort', cancel);
    }
  }

  async #paint(picture: BatchPicture, index: number): Promise<void> {
    const { reporter, records, replace } = this.#options;
    reporter.begin(index);
    const { wanted, found, taken, metadata = this.#options.metadata } = await this.#fingerprint(picture);
    if (taken && (found ?? (await records.read(picture.name))) === wanted) {
      reporter.skipped(index);
      return;
    }
    if (taken && !replace) throw madeOtherwise(picture);
    const result = await this.#painted(picture, index);
    if (!result) {
      reporter.skipped(index);
      return;
    }
    if (!metadata) await records.write(picture.name, wanted);
    reporter.painted(index, result);
  }

  /** @returns undefined when someone else has painted the same meanwhile */
  async #painted(picture: BatchPicture, index: number): Promise<RunResult | undefined> {
    const { session, reporter } = this.#options;
    await makeFolder(dirname(picture.out));
    try {
      return await this.#attempt(picture, index);
    } catch (thrown) {
      const error = StylizeError.from(thrown);
      if (error.code === 'output-exists') {
        const { wanted, found } = await this.#fingerprint(picture);
        if (found === wanted) return undefined;
      }
      if (error.code !== 'engine-failed' || this.#isStopped || session.interruption.signal.aborted)
        throw error;
      reporter.notice(`The engine crashed and is started again; ${picture.name} is tried once more.`);
      await (await session.engine()).restart();
      return this.#attempt(picture, index);
    }
  }

  async #attempt(picture: BatchPicture, index: number): Promise<RunResult> {
    const { session, reporter, request, replace, metadata } = this.#options;
    const engine = await session.engine();
    const output = { path: picture.out, overwrite: replace, metadata };
    this.#run = engine.run({ ...request, content: picture.content, output });
    if (session.interruption.signal.aborted) this.#run.cancel();
    this.#run.on('remark', ({ message }) => {
      reporter.notice(worded(message));
    });
    this.#run.on('progress', (progress) => {
      reporter.progress(index, progress);
    });
    try {
      return await this.#run.result;
    } finally {
      this.#run = undefined;
    }
  }

  #fingerprint({ content, out }: BatchPicture) {
    const { session, request } = this.#options;
    const { styles, recipe, settings } = request;
    return session.request('fingerprint', {
      content,
      styles,
      recipe,
      ...(settings && { settings }),
      path: out,
    });
  }

  /** Ends after the picture that is being painted. */
  #stop(): boolean {
    this.#isStopped = true;
    this.#options.reporter.notice('ending after this picture (Ctrl-C again gives it up)');
    return true;
  }

  /** Whether it is about what all pictures have in common. */
  #isShared({ code, file }: StylizeError): boolean {
    if (hopeless.has(code)) return true;
    const shared = this.#options.request.styles.flatMap(({ path, mask, styleMask }) => [
      path,
      mask?.path,
      styleMask?.path,
    ]);
    return (code === 'bad-image' || code === 'file-not-found') && file !== undefined && shared.includes(file);
  }
}

function madeOtherwise({ name, out }: BatchPicture): StylizeError {
  return new StylizeError(
    'output-exists',
    `${name} is there already, made of another picture or in another way.`,
    {
      file: out,
      hint: 'Pass --force to replace what was made otherwise, or choose another --out.',
    },
  );
}

/** @throws StylizeError `unwritable-output` */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const { message } = StylizeError.from(cause);
    throw new StylizeError('unwritable-output', `The folder ${folder} cannot be made: ${message}`, {
      hint: 'Choose another folder for --out.',
      cause,
    });
  }
}
