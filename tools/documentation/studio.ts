import type { EngineClient } from '../../src/client/engine-client';

/** Draws a picture for docs/, given the repository, an engine and a folder to work in. */
export interface Studio {
  readonly root: string;
  readonly client: EngineClient;
  readonly folder: string;
}
