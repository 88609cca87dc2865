import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import styles from '../../../media/styles/styles.json';
import { withinRoots } from '../../agents/roots';
import type { AgentRun, BundledStyle, NamedPicture, Order, Workshop } from '../../agents/workshop';
import type { CallOptions } from '../../channel/channel';
import type { Params, RequestName, Result } from '../../channel/contract';
import { StylizeError } from '../../channel/errors';
import type { EngineContract } from '../../contracts/engine';
import { isPicture } from '../../contracts/picture-files';
import type { Session } from '../session';
import { Runs } from './runs';

/** Where the tools of the MCP server work: the folders that the client or the person has named. */
export class ServerWorkshop implements Workshop {
  readonly styles: readonly BundledStyle[];
  readonly usualRecipe = 'studio';
  readonly #session: Session;
  readonly #roots: () => Promise<readonly string[]>;
  readonly #runs: Runs;

  /** @param roots absolute paths of the folders that agents may use */
  constructor(session: Session, roots: () => Promise<readonly string[]>) {
    this.#session = session;
    this.#roots = roots;
    const { mediaFolder } = session.environment;
    this.styles = styles.map(({ file, ...style }) => ({
      ...style,
      address: join(mediaFolder, 'styles', file),
    }));
    this.#runs = new Runs(async (order) => (await session.engine()).run(requestOf(order)));
  }

  get runs(): readonly AgentRun[] {
    return this.#runs.all;
  }

  async request<N extends RequestName<EngineContract>>(
    name: N,
    params: Params<EngineContract, N>,
    options: CallOptions,
  ): Promise<Result<EngineContract, N>> {
    return (await this.#session.engine()).request(name, params, options);
  }

  async picture(text: string): Promise<NamedPicture> {
    const address = await this.file(text);
    const name = basename(address);
    const found = await stat(address).catch(() => undefined);
    if (!found) throw new StylizeError('file-not-found', `${name} cannot be found.`, { file: address });
    if (!found.isFile() || !isPicture(name)) {
      throw new StylizeError('bad-image', `${name} is not a picture that Stylize reads.`, {
        file: address,
        hint: 'Choose a PNG, JPEG, WebP, TIFF, AVIF or GIF file.',
      });
    }
    return { address, name };
  }

  async file(text: string): Promise<string> {
    return withinRoots(text, await this.#roots());
  }

  pathOf({ address }: NamedPicture): Promise<string> {
    return Promise.resolve(address);
  }

  paint(order: Order): Promise<AgentRun> {
    return Promise.resolve(this.#runs.add(order));
  }

  temporaryFile(name: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
    const folder = this.#session.environment.temporaryFolder();
    return Promise.resolve({ path: join(folder.path, name), remove: () => folder.remove() });
  }
}

const requestOf = ({ content, styles: chosen, recipe, settings, output }: Order) => ({
  content: content.address,
  styles: chosen.map(({ address: path, weight }) => ({ path, weight })),
  recipe,
  settings: { ...settings },
  output: { ...(output !== undefined && { path: output }) },
});
