import { nodePlatform } from '../../src/engine/node/platform';
import { usePlatform } from '../../src/engine/platform/platform';

// For whatever uses parts of the engine without its process: tests, benchmarks and their programs import this.
usePlatform(nodePlatform);
