import type { CallOptions } from '../channel/channel';
import type { Params, RequestName, Result } from '../channel/contract';
import { asText } from '../channel/l10n';
import type { EngineContract } from '../contracts/engine';
import type { EngineConnection, Environment } from './environment';
import { Interruption } from './interruption';

/** Options that every command has. */
export interface GlobalOptions {
  readonly json?: true;
  readonly log?: true;
  readonly debug?: true;
}

/** One invocation of the program: its options, its engine, its output. */
export class Session {
  readonly environment: Environment;
  readonly interruption: Interruption;
  readonly #options: () => GlobalOptions;
  #connection: Promise<EngineConnection> | undefined;

  /** `options` are asked for when they are needed: they are known once the command line has been read. */
  constructor(environment: Environment, options: () => GlobalOptions) {
    this.environment = environment;
    this.interruption = new Interruption(environment);
    this.#options = options;
  }

  get json(): boolean {
    return this.#options().json ?? false;
  }

  /** Whether errors are shown with where in the program they arose. */
  get debug(): boolean {
    return this.#options().debug ?? Boolean(this.environment.variables['STYLIZE_DEBUG']);
  }

  /** Whether the engine's output is shown. */
  get showsLog(): boolean {
    return this.debug || (this.#options().log ?? false);
  }

  engine(): Promise<EngineConnection> {
    const { stderr } = this.environment;
    const onLogLine = this.showsLog ? (line: string) => void stderr.write(`${line}\n`) : undefined;
    this.#connection ??= this.environment.connect({ onLogLine });
    return this.#connection;
  }

  /** Asks the engine; Ctrl-C gives the question up. */
  async request<N extends RequestName<EngineContract>>(
    name: N,
    params: Params<EngineContract, N>,
  ): Promise<Result<EngineContract, N>> {
    const engine = await this.engine();
    const options: CallOptions = { signal: this.interruption.signal };
    return engine.request(name, params, options);
  }

  print(text: string): void {
    this.environment.stdout.write(`${text}\n`);
  }

  /** One value, on one line. Messages in it are text. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value, asText));
  }

  /** Resolves when no engine is left. */
  async dispose(): Promise<void> {
    try {
      const connection = await this.#connection?.catch(() => undefined);
      await connection?.dispose();
    } finally {
      this.interruption.dispose();
    }
  }
}
