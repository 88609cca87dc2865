import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';

import { connectClient, type Port } from '../../../src/channel/channel';
import { type ErrorCode, StylizeError } from '../../../src/channel/errors';
import { runCommandLine } from '../../../src/cli/program';
import { engineContract, runRequestSchema } from '../../../src/contracts/engine';
import { NetworkStore } from '../../../src/engine/network/store';
import { readForeignNetwork } from '../../../src/engine/node/weights/read-foreign';
import { EngineService, type EngineServiceOptions } from '../../../src/engine/service';
import { choicesSchema } from '../../../src/extension/model/choices/choices';
import { recalledChoices } from '../../../src/extension/model/choices/recalled-choices';
import { settingsBetween } from '../../../src/recipe/values/settings';
import { FakeEnvironment, FakeRun } from '../../unit/cli/fake-environment';
import type { Verdict } from '../campaign';
import { watch } from './spy';
import '../../support/platform';

/*
 * The thread of a campaign: gives the hostile files that it is sent to the engine, the side panel's model and the command
 * line. The engine is the real one except for its devices, and all messages go through its protocol.
 */

const media = realpathSync('media');
const home = mkdtempSync(join(realpathSync(tmpdir()), 'stylize-fuzz-home-'));

const [near, far] = ports();
new EngineService(far, {
  store: new NetworkStore({
    userFolder: home,
    bundledFolder: join(media, 'networks'),
    readForeign: readForeignNetwork,
  }),
  version: '0.1.0',
  media,
} as EngineServiceOptions);
const engine = connectClient(engineContract, near);

/** Errors that are right and clear: they say what is wrong with the file, or that a file it names is missing. */
const refusals: readonly ErrorCode[] = [
  'no-metadata',
  'bad-recipe',
  'bad-setting',
  'bad-image',
  'unknown-recipe',
  'file-not-found',
];

let deeds: ReturnType<typeof watch> | undefined;

parentPort?.on('message', (path: string) => {
  void judge(path).then((verdict) => {
    parentPort?.postMessage(verdict);
  });
});

async function judge(path: string): Promise<Verdict> {
  // Starts only now, since the program loads its own files on first use.
  if (!deeds) {
    await take(path).catch(() => undefined);
    deeds = watch([dirname(path), media, home]);
  }
  try {
    const verdicts = await take(path);
    const { opened, processes } = deeds();
    const elsewhere = opened.filter((deed) => !isNamedRecipe(path, deed));
    if (elsewhere.length > 0) return { flaw: `it opens ${elsewhere.join(', ')}` };
    if (processes.length > 0) return { flaw: `it starts ${processes.join(', ')}` };
    if (Object.hasOwn(Object.prototype, 'polluted'))
      return { flaw: 'it changes the prototype of all objects' };
    return verdicts.includes('refused') ? 'refused' : 'accepted';
  } catch (error) {
    deeds();
    return { flaw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Whether it opens a recipe that the file extends by path, which may be in any folder. */
function isNamedRecipe(path: string, deed: string): boolean {
  const [, file = ''] = /^\w+ (.*)$/s.exec(deed) ?? [];
  return (
    path.endsWith('.json') && file.endsWith('.json') && readFileSync(path, 'utf8').includes(basename(file))
  );
}

const take = async (path: string): Promise<('accepted' | 'refused')[]> =>
  path.endsWith('.json')
    ? [await inPanel(() => showRecipe(path)), await onCommandLine(['recipes', 'show', path, '--json'])]
    : [await inPanel(() => recall(path)), await onCommandLine(['run', '--like', path, '--json'])];

async function inPanel(use: () => Promise<void>): Promise<'accepted' | 'refused'> {
  try {
    await use();
    return 'accepted';
  } catch (error) {
    checkRefusal(error);
    return 'refused';
  }
}

async function recall(file: string): Promise<void> {
  const recalled = await engine.request('recall', {
    file,
    places: [dirname(file)],
    trusted: file.length % 2 === 0,
  });
  if (recalled.device.startsWith('tfjs')) throw new Error('it chooses a device that loads a program');
  const { name } = recalled.recipe;
  const recipes = await engine.request('recipes', {});
  const known = recipes.some((recipe) => recipe.name === name) ? name : 'studio';
  const original = await engine.request('recipe', { recipe: known });
  const uriOf = (path: string) => pathToFileURL(path).href;
  choicesSchema.parse(recalledChoices(recalled, { name: known, original }, uriOf));
}

async function showRecipe(file: string): Promise<void> {
  const recipe = await engine.request('recipe', { recipe: file });
  const original = await engine.request('recipe', { recipe: 'studio' });
  await engine.request('recipe', { recipe: original, settings: settingsBetween(original, recipe) });
}

async function onCommandLine(args: readonly string[]): Promise<'accepted' | 'refused'> {
  const environment = new FakeEnvironment();
  environment.connect = () =>
    Promise.resolve({
      request: (name, params, options) => engine.request(name, params, options),
      on: () => () => undefined,
      restart: () => Promise.resolve(),
      dispose: () => Promise.resolve(),
      resume: () => {
        throw new Error('No command of this test resumes.');
      },
      run: (request) => {
        runRequestSchema.parse({ run: 'r', ...request });
        const run = new FakeRun();
        setImmediate(() => {
          run.succeed();
        });
        return run;
      },
    });
  const code = await runCommandLine(args, environment);
  if (code === 0) return 'accepted';
  const error = environment.stdout.json.at(-1) as unknown as StylizeError | undefined;
  checkRefusal(error && new StylizeError(error.code, error.message));
  return 'refused';
}

function checkRefusal(error: unknown): void {
  const isClear =
    error instanceof StylizeError && refusals.includes(error.code) && error.message.length < 2000;
  if (!isClear) throw error instanceof Error ? error : new Error('it is refused without a reason');
}

function ports(): [Port, Port] {
  const listeners: Set<(message: unknown) => void>[] = [new Set(), new Set()];
  const port = (own: number, other: number): Port => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => {
        for (const listener of listeners[other]!) listener(copy);
      });
    },
    onMessage: (listener) => {
      listeners[own]!.add(listener);
      return () => void listeners[own]!.delete(listener);
    },
  });
  return [port(0, 1), port(1, 0)];
}
