import type { EngineClient } from '../../src/client/engine-client';

/** What draws a picture of docs/, given the repository, an engine and a folder to work in. */
export interface Studio {
  readonly root: string;
  readonly client: EngineClient;
  readonly folder: string;
}
