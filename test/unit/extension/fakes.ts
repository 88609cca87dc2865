import { deferred } from '../../../src/channel/deferred';
import { StylizeError } from '../../../src/channel/errors';
import type { EngineStatus } from '../../../src/client/engine-status';
import { RunHandle, type RunEvent, type RunEventData } from '../../../src/client/run-handle';
import type { Checkpoint } from '../../../src/contracts/checkpoints';
import type { ResumeRequest, RunRequest, RunResult } from '../../../src/contracts/engine';
import type { EngineAccess } from '../../../src/extension/model/catalog';
import type { Choices, Picture } from '../../../src/extension/model/choices/choices';
import type { Memory } from '../../../src/extension/model/memory';
import type { Run } from '../../../src/extension/model/runs/run';
import { Store, type StorePreferences } from '../../../src/extension/model/store';
import type { LiveSettings } from '../../../src/recipe/live';
import type { OptimizeRecipe } from '../../../src/recipe/recipe';
import { optimizeSchema } from '../../../src/recipe/schema/optimize';
import { FakeClock } from '../../support/client/fake-clock';

export const recipe: OptimizeRecipe = optimizeSchema.parse({
  name: 'studio',
  title: 'Studio',
  description: '',
  network: 'embedded',
  size: 512,
  content: { weight: 300, layers: { relu4_2: 1 }, reduction: 'mean' },
  style: { weight: 1, layers: { relu1_1: 1 }, gram: 'positions', reduction: 'mean' },
  totalVariation: { weight: 10, kind: 'squared-mean' },
  optimizer: { kind: 'adam', learningRate: 5 },
  iterations: 300,
  initial: { image: 'content' },
});

/** The engine's side of one run, as a test plays it. */
export class FakeRun {
  readonly handle: RunHandle;
  readonly updates: LiveSettings[] = [];
  readonly actions: string[] = [];
  readonly #result = deferred<RunResult>();
  readonly #listeners = new Map<RunEvent, Set<(data: never) => void>>();

  constructor(readonly request: RunRequest) {
    this.handle = new RunHandle(request.run, {
      start: (signal, onSent) => {
        signal.addEventListener('abort', () => {
          this.#result.reject(new StylizeError('cancelled', 'Cancelled.'));
        });
        onSent({
          request: (name: string, params: { action?: string; settings?: LiveSettings }) => {
            if (name === 'control') this.actions.push(params.action ?? '');
            else if (params.settings) this.updates.push(params.settings);
            return Promise.resolve({});
          },
        } as never);
        return { result: this.#result.promise, ended: () => Promise.resolve() };
      },
      on: (event, listener) => {
        const listeners = this.#listeners.get(event) ?? new Set();
        this.#listeners.set(event, listeners.add(listener));
        return () => void listeners.delete(listener);
      },
      onListenerError: (thrown) => {
        throw thrown;
      },
      settle: () => undefined,
    });
  }

  emit<E extends RunEvent>(event: E, data: Omit<RunEventData<E>, 'run'>): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      listener({ run: this.request.run, ...data } as never);
    }
  }

  step(iteration: number): void {
    this.emit('progress', {
      iteration,
      iterations: 300,
      scale: 0,
      width: 64,
      height: 48,
      losses: { content: 1, style: 1, tv: 1, total: 300 - iteration },
      iterationsPerSecond: 10,
      secondsElapsed: iteration / 10,
      secondsLeft: (300 - iteration) / 10,
      fraction: iteration / 300,
    });
  }

  /** Resolves when everybody has heard of it. */
  async done(stopped = false): Promise<void> {
    this.#result.resolve({
      out: this.request.output.path ?? '',
      width: 64,
      height: 48,
      iterations: 300,
      seconds: 30,
      losses: { content: 1, style: 1, tv: 1, total: 3 },
      device: 'cpu',
      stopped,
    });
    await settled();
  }

  async failed(error: StylizeError): Promise<void> {
    this.#result.reject(error);
    await settled();
  }
}

export class FakeEngine {
  readonly runs: FakeRun[] = [];
  /** What it was asked to resume. */
  readonly resumed: Omit<ResumeRequest, 'run'>[] = [];
  /** What it has stored. */
  checkpoints: Checkpoint[] = [];
  readonly requests: { readonly name: string; readonly params: unknown }[] = [];
  status: EngineStatus = { state: 'ready' };
  /** Answers every request with this error, while it is set. */
  failure: StylizeError | undefined;
  readonly access: EngineAccess;
  readonly #listeners = new Set<(status: EngineStatus) => void>();

  constructor() {
    const answers: Readonly<Record<string, (params: { recipe: string; content: string }) => unknown>> = {
      recipes: () => [{ name: 'studio', title: 'Studio', description: '' }],
      networks: () => [],
      checkpoints: () => this.checkpoints,
      discardCheckpoint: () => ({}),
      devices: () => [],
      recipe: (params) => {
        if (params.recipe === 'gone') throw new StylizeError('unknown-recipe', 'There is no such recipe.');
        return { ...recipe, name: params.recipe };
      },
      forecast: ({ content }) => {
        if (content.includes('damaged')) throw new StylizeError('bad-image', 'Damaged.');
        return {
          device: 'cpu',
          network: 'embedded',
          width: 600,
          height: 400,
          iterations: 300,
          scales: [{ width: 600, height: 400, iterations: 300 }],
          estimate: { bytes: 4e9, seconds: 100, concerns: [], choices: [] },
        };
      },
    };
    const request = async (name: string, params: { recipe: string; content: string }) => {
      this.requests.push({ name, params });
      await Promise.resolve();
      if (this.failure) throw this.failure;
      return answers[name]!(params);
    };
    const status = () => this.status;
    this.access = {
      get status() {
        return status();
      },
      request: request as unknown as EngineAccess['request'],
      run: (params, id) => {
        const run = new FakeRun({ ...params, run: id ?? '' });
        this.runs.push(run);
        return run.handle;
      },
      resume: (params, id) => {
        const output = { path: '/storage/resumed.png' };
        const run = new FakeRun({ ...params, output, run: id ?? '' } as never);
        this.resumed.push(params);
        this.runs.push(run);
        return run.handle;
      },
      onState: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
    };
  }

  enter(state: EngineStatus['state']): void {
    this.status = { state };
    for (const listener of this.#listeners) listener(this.status);
  }

  get run(): FakeRun {
    return this.runs.at(-1)!;
  }
}

export function fakeMemory(values: Record<string, unknown> = {}): Memory {
  return {
    get: (key) => values[key],
    update: (key, value) => {
      // As VS Code does: what is kept has been JSON.
      values[key] = value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
      return Promise.resolve();
    },
  };
}

export const picture = (name: string): Picture => ({ uri: `file:///pictures/${name}`, name });
export const style = (name: string, weight = 1) => ({ ...picture(name), weight });

/** Starts what is chosen; resolves when the engine has been asked, if it is its turn. */
export async function begin(store: Store): Promise<Run> {
  const run = await store.start();
  await settled();
  return run;
}

export const choices = (changes: Partial<Choices> = {}): Choices => ({
  content: picture('photo.jpg'),
  styles: [style('waves.jpg')],
  recipe: 'studio',
  changes: {},
  device: 'auto',
  ...changes,
});

/** A store with everything around it played. */
export function createStore(
  options: {
    memory?: Memory;
    userMemory?: Memory;
    preferences?: Partial<StorePreferences> | (() => Partial<StorePreferences>);
  } = {},
) {
  const { preferences = {} } = options;
  const engine = new FakeEngine();
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const removed: string[] = [];
  const masks = new Map<string, Uint8Array>();
  const store = new Store({
    engine: engine.access,
    clock,
    memory: options.memory ?? fakeMemory(),
    userMemory: options.userMemory ?? fakeMemory(),
    files: {
      pathOf: ({ uri }) => Promise.resolve(uri.replace('file://', '')),
      resultPath: (name) => Promise.resolve(`/storage/${name}`),
      temporaryPath: (name) => Promise.resolve(`/temporary/${engine.runs.length}/${name}`),
      uriOf: (path) => `file://${path}`,
      keepMask: (png) => {
        const uri = `file:///masks/${masks.size}.png`;
        masks.set(uri, png);
        return Promise.resolve(uri);
      },
      read: (uri) => Promise.resolve(masks.get(uri)!),
      remove: (uri) => {
        removed.push(uri);
        return Promise.resolve();
      },
    },
    preferences: () => ({
      recipe: 'studio',
      device: 'auto',
      recipeDefaults: {},
      previewMilliseconds: 100,
      checkpointSeconds: 30,
      limits: {},
      resultName: ({ content }) => `${content.name}.stylized.png`,
      writesMetadata: () => true,
      ...(typeof preferences === 'function' ? preferences() : preferences),
    }),
    onError: (thrown) => {
      errors.push(thrown);
    },
  });
  return { store, engine, clock, errors, removed };
}

/** When everything that waits for promises that are settled has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
