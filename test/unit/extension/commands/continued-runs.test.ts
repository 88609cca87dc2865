import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Outline } from '../../../../src/contracts/engine';
import { Admission } from '../../../../src/extension/commands/admission';
import { Continuation } from '../../../../src/extension/commands/continuation';
import { Interruptions } from '../../../../src/extension/commands/interruptions';
import { Recall } from '../../../../src/extension/commands/recall';
import { begin, choices, createStore, fakeMemory, picture, recipe, settled } from '../fakes';

interface Shown {
  readonly text: string;
  readonly offered: readonly string[];
}
/** What VS Code has shown, and what the person answers, in this order. */
const shown = vi.hoisted(() => [] as Shown[]);
const answers = vi.hoisted(() => [] as string[]);
vi.mock('vscode', () => {
  interface Item {
    readonly title?: string;
    readonly label?: string;
  }
  const textOf = (item: string | Item) =>
    typeof item === 'string' ? item : (item.title ?? item.label ?? '');
  const choose = (text: string, offered: readonly (string | Item)[]) => {
    shown.push({ text, offered: offered.map(textOf) });
    const answer = answers.shift();
    return Promise.resolve(offered.find((item) => textOf(item) === answer));
  };
  return {
    env: { language: 'en' },
    l10n: {
      t: (text: string, ...values: (string | number)[]) =>
        text.replace(/\{(\d)\}/g, (all, index: string) => String(values[Number(index)] ?? all)),
    },
    Uri: { parse: (text: string) => ({ fsPath: text.replace('file://', '') }) },
    window: {
      showInformationMessage: (text: string, ...buttons: string[]) => choose(text, buttons),
      showWarningMessage: (text: string, _options: unknown, ...buttons: Item[]) => choose(text, buttons),
      showInputBox: ({ prompt }: { prompt: string }) => {
        shown.push({ text: prompt, offered: [] });
        return Promise.resolve(answers.shift());
      },
      showQuickPick: async (items: Promise<readonly Item[]>, { title }: { title: string }) =>
        choose(title, await items),
    },
  };
});
beforeEach(() => {
  shown.length = 0;
  answers.length = 0;
});

/** A window in which the engine predicts what a test says. */
function window(estimate: (settings: Record<string, unknown>) => Partial<Outline['estimate']> = () => ({})) {
  const made = createStore();
  const { request } = made.engine.access;
  const forecast = ({ settings }: { settings: Record<string, unknown> }) => {
    const size = settings['size'] ?? 512;
    const width = size === 'native' ? 3000 : Number(size);
    const needs = { bytes: 1e9, seconds: 60, concerns: [], choices: [], ...estimate(settings) };
    return { width, height: (width * 2) / 3, estimate: needs };
  };
  Object.assign(made.engine.access, {
    request: (name: string, params: never, options: never) =>
      name === 'forecast' ? Promise.resolve(forecast(params)) : request(name as never, params, options),
  });
  const allowed: number[] = [];
  const admission = new Admission({
    store: made.store,
    allowMemory: (bytes) => {
      allowed.push(bytes);
      return Promise.resolve();
    },
  });
  return { ...made, allowed, admission, continuation: new Continuation({ store: made.store, admission }) };
}

const smaller = {
  kind: 'size' as const,
  settings: { size: 256 },
  width: 256,
  height: 171,
  bytes: 5e8,
  seconds: 20,
};
const tooLarge = { bytes: 9e9, budget: 4e9, concerns: ['memory' as const], choices: [smaller] };
const tooLong = { seconds: 7 * 3600, concerns: ['time' as const], choices: [smaller] };

describe('a run that needs too much', () => {
  it('is started without a question where it fits', async () => {
    const { admission } = window();

    expect(await admission.admit(choices(), false)).toEqual(choices());
    expect(shown).toEqual([]);
  });

  it('is not started when it cannot fit, even if the panel says so, unless the person insists', async () => {
    const { admission } = window(() => tooLarge);

    expect(await admission.admit(choices(), true)).toBeUndefined();
    expect(shown).toEqual([
      {
        text: 'This picture needs about 9 GB of memory, more than the 4 GB that it may use.',
        offered: ['Use 256 × 171', 'Start Anyway'],
      },
    ]);
    answers.push('Start Anyway');
    expect(await admission.admit(choices(), true)).toEqual(choices());
  });

  it('becomes what the person chooses instead', async () => {
    const { admission } = window(() => tooLarge);
    answers.push('Use 256 × 171');

    expect(await admission.admit(choices({ changes: { iterations: 9 } }), true)).toEqual(
      choices({ changes: { iterations: 9, size: 256 } }),
    );
  });

  it('is asked about when it takes hours and nothing has said so', async () => {
    const { admission } = window(() => tooLong);

    expect(await admission.admit(choices(), true)).toEqual(choices());
    expect(await admission.admit(choices(), false)).toBeUndefined();
    expect(shown.map(({ text }) => text)).toEqual(['This picture takes about 7 h.']);
  });

  it('may be allowed more memory, or get another device', async () => {
    const { admission, allowed } = window();

    await admission.taking(choices(), { ...smaller, kind: 'memory', settings: {}, memoryBytes: 6e9 });
    expect(allowed).toEqual([6e9]);
    const other = await admission.taking(choices(), {
      ...smaller,
      kind: 'device',
      settings: {},
      device: 'cuda',
    });
    expect(other).toEqual(choices({ device: 'cuda' }));
  });
});

describe('a picture that is painted on', () => {
  const finished = async (made: ReturnType<typeof window>) => {
    made.store.selection.use(choices({ changes: { size: 512 } }));
    const run = await begin(made.store);
    await made.engine.run.done();
    // What the fake engine says of every result.
    expect(run.picture).toMatchObject({ width: 64, height: 48 });
    return run;
  };

  it('is offered at the sizes that are larger, each with what it needs, and starts from the result', async () => {
    const made = window();
    const run = await finished(made);
    answers.push('4 × as large');

    const next = await made.continuation.of(run, 'finishLarger');

    expect(shown).toEqual([
      {
        text: 'Finish photo.jpg at Larger Size',
        offered: ['2 × as large', '4 × as large', 'As large as the original', 'Another size…'],
      },
    ]);
    expect(next?.subject.choices.changes).toMatchObject({
      size: 256,
      'initial.image': 'file',
      'initial.file': '/storage/photo.jpg.stylized.png',
    });
  });

  it('can have any larger size', async () => {
    const made = window();
    const run = await finished(made);
    answers.push('Another size…', '1000');

    const next = await made.continuation.of(run, 'finishLarger');

    expect(shown[1]?.text).toBe('Pixels of the longer side: more than 64, at most 16384.');
    expect(next?.subject.choices.changes).toMatchObject({ size: 1000 });
  });

  it('gets more iterations at its own size', async () => {
    const made = window();
    const run = await finished(made);
    answers.push(`${recipe.iterations} more`);

    const next = await made.continuation.of(run, 'moreIterations');

    expect(shown[0]?.offered).toEqual(['100 more', '300 more', '1000 more', 'Another number…']);
    expect(next?.subject.choices.changes).toMatchObject({ size: 64, 'initial.image': 'file' });
  });

  it('is not begun when the person thinks better of it', async () => {
    const made = window();
    const run = await finished(made);

    expect(await made.continuation.of(run, 'finishLarger')).toBeUndefined();
    expect(made.store.runs.all).toHaveLength(1);
  });

  it('is stopped first where it is being painted, and goes on before those that wait', async () => {
    const made = window();
    const { store, engine } = made;
    store.selection.use(choices());
    const run = await begin(store);
    store.selection.use(choices({ content: picture('waiting.png') }));
    await begin(store);
    engine.run.emit('planned', { width: 64, height: 48, scales: [], iterations: 300 } as never);
    engine.run.step(40);
    answers.push('2 × as large');

    const continued = made.continuation.of(run, 'finishLarger');
    await vi.waitFor(() => {
      expect(engine.run.actions).toEqual(['finish']);
    });
    expect(run.state).toBe('finishing');
    await engine.run.done(true);
    const next = await continued;

    expect(store.runs.active).toBe(next);
    expect(next?.subject.choices.changes).toMatchObject({
      size: 128,
      'initial.file': '/storage/photo.jpg.stylized.png',
    });
    expect(store.runs.queue.map(({ subject }) => subject.content.name)).toEqual(['waiting.png']);
  });
});

describe('what was interrupted', () => {
  const stored = {
    id: 'kept-1',
    run: 'other',
    content: '/elsewhere/sea.png',
    styles: [{ path: '/elsewhere/waves.jpg', weight: 2 }],
    out: '/elsewhere/sea.stylized.png',
    recipe: { ...recipe, iterations: 80 },
    device: 'cpu',
    iteration: 20,
    iterations: 80,
    width: 96,
    height: 72,
    seconds: 5,
    savedAt: 1e12,
    bytes: 1000,
    active: false,
    stopped: false,
  };

  const reopened = async ({ checkpoint = true } = {}) => {
    const memory = fakeMemory();
    const before = createStore({ memory });
    before.store.selection.use(choices());
    await begin(before.store);
    before.engine.run.step(75);
    if (checkpoint) before.engine.run.emit('checkpoint', { id: 'kept-1', iteration: 75 });
    before.store.dispose();
    const made = createStore({ memory });
    const files = {
      uriOf: (path: string) => `file://${path}`,
      isStored: (uri: string) => uri.startsWith('file:///storage/'),
    };
    const { store, engine } = made;
    const resumed: string[] = [];
    const interruptions = new Interruptions({
      store,
      files: files as never,
      recall: new Recall({ store, engine: engine.access as never, files: files as never }),
      resume: (id) => {
        resumed.push(id);
        store.runs.resume(id);
      },
      report: (thrown) => made.errors.push(thrown),
    });
    return { ...made, interruptions, resumed };
  };

  it('is offered once when the window opens', async () => {
    const { engine, store, interruptions, resumed } = await reopened();
    engine.checkpoints = [stored];
    answers.push('Later');

    await interruptions.offer();
    await interruptions.offer();
    expect(shown).toEqual([{ text: 'photo.jpg was interrupted at 25 %.', offered: ['Resume', 'Later'] }]);
    expect(resumed).toEqual([]);
    expect(store.runs.resumable).toHaveLength(1);
  });

  it('continues with Resume', async () => {
    const { engine, store, interruptions, resumed } = await reopened();
    engine.checkpoints = [stored];
    answers.push('Resume');

    await interruptions.offer();
    await settled();

    expect(resumed).toHaveLength(1);
    expect(store.runs.active?.id).toBe(resumed[0]);
  });

  it('asks no engine where there is nothing', async () => {
    const { engine, interruptions } = await reopened({ checkpoint: false });

    await interruptions.offer();

    expect(engine.requests).toEqual([]);
    expect(interruptions.any).toBe(false);
  });

  it('is not offered while another window paints it, nor when it is gone', async () => {
    const { engine, store, interruptions } = await reopened();
    engine.checkpoints = [{ ...stored, active: true }];
    await interruptions.offer();
    expect(shown).toEqual([]);
    expect(store.runs.resumable).toHaveLength(1);

    engine.checkpoints = [];
    await interruptions.offer();

    expect(shown).toEqual([]);
    expect(store.runs.resumable).toEqual([]);
  });

  it('can be a run of the command line, which becomes one of the window', async () => {
    const { engine, store, interruptions } = await reopened({ checkpoint: false });
    engine.checkpoints = [
      { ...stored, id: 'other-1' },
      { ...stored, id: 'busy', active: true },
      { ...stored, id: 'by-hand', stopped: true },
    ];
    answers.push('sea.png');

    await interruptions.choose();
    await settled();

    expect(shown[0]).toEqual({ text: 'Resume Interrupted Run', offered: ['sea.png'] });
    expect(engine.resumed).toMatchObject([{ id: 'other-1' }]);
    const run = store.runs.active!;
    expect(run.subject.choices).toMatchObject({
      content: { uri: 'file:///elsewhere/sea.png', name: 'sea.png' },
      styles: [{ name: 'waves.jpg', weight: 1 }],
      recipe: 'studio',
      changes: { iterations: 80 },
    });
    // Its result is where the person wanted it.
    expect(run.saved).toBe('file:///elsewhere/sea.stylized.png');
  });

  it('is nothing, and the command says so', async () => {
    const { interruptions } = await reopened({ checkpoint: false });

    await interruptions.choose();

    expect(shown).toEqual([{ text: 'No run was interrupted.', offered: [] }]);
  });
});
