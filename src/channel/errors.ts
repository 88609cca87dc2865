import * as z from 'zod';

import { worded, wordsSchema, type Language, type Words } from './l10n';

/** What can go wrong, from the person's point of view. A code never changes its meaning: scripts rely on it. */
export const errorCodes = [
  'usage', // the request itself is wrong: unknown option, missing argument
  'unknown-recipe',
  'bad-recipe', // a recipe file that cannot be read or is not a valid recipe
  'bad-setting', // an unknown recipe key, or a value out of range
  'file-not-found',
  'bad-image', // not a picture, truncated, too large
  'image-too-small',
  'no-metadata', // a picture that does not say how it was made
  'bad-checkpoint', // an interrupted run that cannot go on: there is none, it is damaged, or what it needs has changed
  'bad-weights', // not a weight file that we can read, or not the right network
  'network-exists', // other weights are installed under the same name
  'network-missing', // the network's weights are not installed
  'offline', // there is no way to the server
  'forbidden', // the person's settings or the machine's policy do not allow it
  'download-failed', // the server gave no file, or another one
  'device-unavailable',
  'output-exists',
  'unwritable-output',
  'out-of-memory',
  'diverged', // a step or a weight so large that the numbers grew beyond use
  'incomplete', // some of several pictures could not be painted
  'busy', // the engine is already running
  'cancelled',
  'timeout',
  'engine-failed', // the engine process could not start, or died
  'protocol', // a message that breaks the protocol
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A picture file left behind by a run that has no result. */
export const rescuedPictureSchema = z.strictObject({
  path: z.string().min(1),
  /** Its size: that of the scale at which it was painted. */
  width: z.int().positive(),
  height: z.int().positive(),
  iterations: z.int().nonnegative(),
});
export type RescuedPicture = z.infer<typeof rescuedPictureSchema>;

export const errorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  file: z.string().optional(),
  hint: z.string().optional(),
  /** The last good picture of a run that has failed. */
  rescued: rescuedPictureSchema.optional(),
  /** Message and hint as they can be said in another language. */
  words: z.object({ message: wordsSchema, hint: wordsSchema.optional() }).optional(),
});

export type ErrorData = z.infer<typeof errorSchema>;

/** The program was used wrongly, as opposed to something failing. The command line exits with 2 for these. */
const usageErrors: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage',
  'unknown-recipe',
  'bad-recipe',
  'bad-setting',
]);

export interface ErrorContext {
  /** The file that the error is about. */
  readonly file?: string | undefined;
  /** What the person can do about it: one sentence. */
  readonly hint?: Words | undefined;
  /** The last good picture of the run that has failed. */
  readonly rescued?: RescuedPicture | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class that crosses process and webview boundaries: what went wrong, in which file, what to do. `message`
 * and `hint` are in English, for logs and scripts; `errorIn` says them in the person's language.
 */
export class StylizeError extends Error {
  override readonly name = 'StylizeError';
  readonly code: ErrorCode;
  readonly file: string | undefined;
  readonly hint: string | undefined;
  readonly rescued: RescuedPicture | undefined;
  readonly words: { readonly message: Words; readonly hint?: Words | undefined };

  constructor(code: ErrorCode, message: Words, context: ErrorContext = {}) {
    super(worded(message), { cause: context.cause });
    const { file, hint, rescued } = context;
    this.code = code;
    this.file = file;
    this.hint = hint === undefined ? undefined : worded(hint);
    this.rescued = rescued;
    this.words = { message, hint };
  }

  get isUsage(): boolean {
    return usageErrors.has(this.code);
  }

  toData(): ErrorData {
    const { message, hint } = this.words;
    const isFixed = typeof message === 'string' && typeof hint !== 'object';
    return {
      code: this.code,
      message: this.message,
      ...(this.file !== undefined && { file: this.file }),
      ...(this.hint !== undefined && { hint: this.hint }),
      ...(this.rescued !== undefined && { rescued: this.rescued }),
      ...(!isFixed && { words: { message, ...(hint !== undefined && { hint }) } }),
    };
  }

  /** The same error with added or replaced context. */
  with(context: ErrorContext): StylizeError {
    const { file, words, rescued } = this;
    const { message, hint } = words;
    return new StylizeError(this.code, message, { file, hint, rescued, cause: this, ...context });
  }

  static fromData({ code, message, hint, words, ...context }: ErrorData): StylizeError {
    return new StylizeError(code, words?.message ?? message, { hint: words?.hint ?? hint, ...context });
  }

  /** Any thrown value as a StylizeError; anything else becomes `internal`. */
  static from(thrown: unknown): StylizeError {
    if (thrown instanceof StylizeError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new StylizeError('internal', message, { cause: thrown });
  }
}

/** What an error says in a language. */
export function errorIn(
  { message, hint, words }: Pick<StylizeError | ErrorData, 'message' | 'hint' | 'words'>,
  language: Language,
): { readonly message: string; readonly hint: string | undefined } {
  const said = words?.hint ?? hint;
  return {
    message: worded(words?.message ?? message, language),
    hint: said === undefined ? undefined : worded(said, language),
  };
}
