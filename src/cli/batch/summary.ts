import type { ErrorData } from '../../channel/errors';

export interface BatchFailure extends Pick<ErrorData, 'code' | 'message' | 'hint'> {
  readonly content: string;
}

/** What became of a batch. */
export interface BatchSummary {
  /** How many there were to paint. */
  readonly pictures: number;
  readonly painted: number;
  /** Whose results were there already. */
  readonly skipped: number;
  readonly failed: number;
  /** Whose turn has not come. */
  readonly remaining: number;
  readonly seconds: number;
  /** Each with its own reason. */
  readonly failures: readonly BatchFailure[];
}
