/** A picture in an answer, small enough to send. */
export interface AnswerPicture {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
}

/** What a tool answers. */
export interface Answer {
  /** For the model. */
  readonly text: string;
  /** The same for programs. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly picture?: AnswerPicture | undefined;
}

/** What is known of a call while it lasts. */
export interface Call {
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal: AbortSignal;
  /** Tells how far a run is. */
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly iteration: number;
  readonly iterations: number;
  readonly message: string;
}
