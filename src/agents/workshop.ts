import type { CallOptions } from '../channel/channel';
import type { Params, RequestName, Result } from '../channel/contract';
import type { ErrorData } from '../channel/errors';
import type { EngineContract } from '../contracts/engine';
import type { RunViewState } from '../contracts/run-view';

/** A picture that an agent has named and may use. */
export interface NamedPicture {
  /** How the workshop knows it: a path, or an address. */
  readonly address: string;
  /** For people. */
  readonly name: string;
}

/** A style that ships with Stylize. */
export interface BundledStyle extends NamedPicture {
  readonly title: string;
  readonly description: string;
}

/** What an agent asks to be painted. Everything in it has been checked. */
export interface Order {
  readonly content: NamedPicture;
  readonly styles: readonly (NamedPicture & { readonly weight: number })[];
  /** A recipe's name, or the path of its file. */
  readonly recipe: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where the result goes. Default: next to the content, under a free name. */
  readonly output?: string;
}

/** How far a run is, or how it has ended. */
export interface RunReport {
  readonly state: RunViewState;
  readonly content: NamedPicture;
  /** Names of the styles. */
  readonly styles: readonly string[];
  readonly recipe: string;
  readonly iteration: number;
  readonly iterations: number;
  readonly seconds: number;
  readonly secondsLeft?: number | undefined;
  /** The picture, if there is one already: a file that the engine can read. */
  readonly picture?: { readonly path: string; readonly width: number; readonly height: number } | undefined;
  /** Where it was saved. */
  readonly saved?: string | undefined;
  readonly error?: ErrorData | undefined;
}

/** One run, of an agent or of the person. */
export interface AgentRun {
  readonly id: string;
  readonly report: RunReport;
  /** Resolves when it has ended and its picture is saved. Rejects if only the saving fails. */
  readonly over: Promise<void>;
  onProgress(listener: () => void): () => void;
  cancel(): void;
}

/** Where the tools work: a window of VS Code, or the server of the command line. */
export interface Workshop {
  readonly styles: readonly BundledStyle[];
  /** The recipe of an order that names none. */
  readonly usualRecipe: string;
  /** Every run that is known, the latest first. */
  readonly runs: readonly AgentRun[];
  /** Asks the engine. */
  request<N extends RequestName<EngineContract>>(
    name: N,
    params: Params<EngineContract, N>,
    options: CallOptions,
  ): Promise<Result<EngineContract, N>>;
  /**
   * A picture that an agent names.
   *
   * @throws StylizeError `forbidden` outside the workspace; `file-not-found`, `bad-image`
   */
  picture(path: string): Promise<NamedPicture>;
  /**
   * The absolute path of another file that an agent names, or wants to be written.
   *
   * @throws StylizeError `forbidden` outside the workspace
   */
  file(path: string): Promise<string>;
  /** A path of a picture that the engine can read. */
  pathOf(picture: NamedPicture): Promise<string>;
  /** Adds a run to the queue. */
  paint(order: Order): Promise<AgentRun>;
  /** A path for a file that is needed for a moment. */
  temporaryFile(name: string): Promise<{ readonly path: string; remove(): Promise<void> }>;
}
