import { describe, expect, it } from 'vitest';

import { connectClient, connectServer, type Port } from '../../../../../src/channel/channel';
import { StylizeError } from '../../../../../src/channel/errors';
import { maskEditorStateSchema } from '../../../../../src/contracts/mask-editor';
import { panelContract, panelStateSchema } from '../../../../../src/contracts/panel';
import { viewerStateSchema } from '../../../../../src/contracts/viewer';
import { panelHandlers, type PanelActions } from '../../../../../src/extension/model/views/panel-handlers';
import type { RunHandlersActions } from '../../../../../src/extension/model/views/run-handlers';
import { runView, viewerState } from '../../../../../src/extension/model/views/run-views';
import { maskEditorState, panelState } from '../../../../../src/extension/model/views/view-states';
import { begin, choices, createStore, picture, settled, style } from '../../fakes';

const show = (uri: string) => (uri.endsWith('.tiff') ? undefined : `shown:${uri}`);
const surroundings = {
  gallery: [],
  trusted: true,
  downloads: 'allowed' as const,
  show,
  place: () => 'pictures',
};

/** Two ends, between which messages are cloned as they are between a window and its webview. */
function portPair(): [Port, Port] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()] as const;
  const end = (own: 0 | 1): Port => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => {
        for (const listener of [...listeners[1 - own]!]) listener(copy);
      });
    },
    onMessage: (listener) => {
      listeners[own].add(listener);
      return () => void listeners[own].delete(listener);
    },
  });
  return [end(0), end(1)];
}

function connect() {
  const made = createStore();
  const done: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      done.push([name, ...args]);
      return Promise.resolve();
    };
  const actions: PanelActions = {
    browse: note('browse'),
    pickFromWorkspace: note('pickFromWorkspace'),
    dropUris: note('dropUris'),
    dropBytes: note('dropBytes'),
    addGalleryStyle: note('addGalleryStyle'),
    trySample: note('trySample'),
    paintMask: note('paintMask'),
    removeMask: note('removeMask'),
    browseInitial: note('browseInitial'),
    chooseDevice: note('chooseDevice'),
    tryVariants: () => made.store.variants.start(),
    openRecipeAsJson: note('openRecipeAsJson'),
    presets: { save: note('savePreset'), use: note('usePreset'), choose: note('choosePreset') },
    fastStyles: {
      import: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      train: () => Promise.resolve(),
    },
    importWeights: () => Promise.reject(new StylizeError('bad-weights', 'Not weights.')),
    downloadWeights: note('downloadWeights'),
    showLog: () => {
      done.push(['showLog']);
    },
    report: (thrown) => {
      done.push(['report', StylizeError.from(thrown).code]);
    },
  };
  const runActions: RunHandlersActions = {
    start: async () => {
      await begin(made.store);
    },
    applyChoice: note('applyChoice'),
    resume: (id) => {
      done.push(['resume', id]);
    },
    discardInterrupted: (id) => {
      done.push(['discardInterrupted', id]);
    },
    finishLarger: note('finishLarger'),
    moreIterations: note('moreIterations'),
    repeat: note('repeat'),
    open: (id) => {
      done.push(['open', id]);
    },
    save: note('save'),
    reveal: note('reveal'),
    discard: note('discard'),
    restartEngine: note('restartEngine'),
  };
  const [near, far] = portPair();
  const ready = () => panelState(made.store, surroundings);
  const onFocus = (focus: string) => {
    done.push(['focus', focus]);
  };
  connectServer(
    panelContract,
    far,
    panelHandlers({ store: made.store, actions, runActions, ready, onFocus }),
  );
  return { ...made, panel: connectClient(panelContract, near), done };
}

describe('the side panel', () => {
  it('gets a state that the contract allows, before and after the engine has told', async () => {
    const { store, panel } = connect();

    expect(await panel.request('ready', {})).toMatchObject({ styles: [], recipes: [] });
    await store.load();
    store.selection.use(choices({ changes: { size: 128 } }));

    expect(await panel.request('ready', {})).toMatchObject({
      content: { name: 'photo.jpg', thumbnail: 'shown:file:///pictures/photo.jpg' },
      recipe: { name: 'studio', size: 128 },
      changed: ['size'],
    });
  });

  it('starts, pauses, resumes and stops the run', async () => {
    const { store, engine, panel } = connect();
    store.selection.use(choices());

    await panel.request('start', {});
    await panel.request('pause', {});
    expect(store.runs.active?.state).toBe('paused');
    await panel.request('resume', {});
    await panel.request('stop', {});

    expect(engine.run.actions).toEqual(['pause', 'resume', 'finish']);
  });

  it('is answered with the error of what fails, and the person is told', async () => {
    const { panel, done } = connect();

    await expect(panel.request('importWeights', {})).rejects.toMatchObject({ code: 'bad-weights' });
    await expect(panel.request('openRun', { id: 'none' })).rejects.toMatchObject({
      code: 'file-not-found',
    });

    expect(done).toEqual([
      ['report', 'bad-weights'],
      ['report', 'file-not-found'],
    ]);
  });

  it('may send only what the contract says', async () => {
    const { store, panel, done } = connect();

    await expect(
      panel.request('setMix', { uri: 'file:///a.jpg', weights: { 'file:///a.jpg': 3 } }),
    ).rejects.toMatchObject({
      code: 'protocol',
    });
    await expect(panel.request('dropUris', { slot: 'style', uris: [] })).rejects.toMatchObject({
      code: 'protocol',
    });

    expect(done).toEqual([]);
    expect(store.selection.choices.styles).toEqual([]);
  });

  it('uses the settings of an earlier run again', async () => {
    const { store, engine, panel } = connect();
    await store.load();
    store.selection.use(choices({ changes: { iterations: 7 } }));
    const { id } = await begin(store);
    await engine.run.done();
    store.selection.use(choices({ styles: [], changes: {} }));

    await panel.request('reuseRun', { id });

    expect(store.selection.choices).toEqual(choices({ changes: { iterations: 7 } }));
  });

  it('shows the masks of the picture, and asks for another or none', async () => {
    const { store, panel, done } = connect();
    store.selection.use(choices({ styles: [style('waves.jpg'), style('mosaic.jpg')] }));
    const photo = picture('photo.jpg').uri;
    const mask = await store.masks.write(photo, style('mosaic.jpg').uri, new Uint8Array([1]));

    const { styles } = await panel.request('ready', {});
    expect(styles.map((shown) => shown.mask)).toEqual([undefined, { thumbnail: `shown:${mask}` }]);
    expect(maskEditorStateSchema.parse(maskEditorState(store, show, () => true))).toEqual({
      content: { ...picture('photo.jpg'), shown: `shown:${photo}`, canBeShown: true },
      styles: [
        { ...picture('waves.jpg'), thumbnail: 'shown:file:///pictures/waves.jpg', color: '#ff3b5c' },
        { ...picture('mosaic.jpg'), thumbnail: 'shown:file:///pictures/mosaic.jpg', color: '#2f9bff', mask },
      ],
    });

    const { uri } = style('mosaic.jpg');
    await panel.request('paintMask', { uri });
    await panel.request('removeMask', { uri });
    expect(done).toEqual([
      ['paintMask', uri],
      ['removeMask', uri],
    ]);
  });

  it('removes and mixes what was meant, though the list has changed since', async () => {
    const { store, panel } = connect();
    const names = ['waves.jpg', 'mosaic.jpg', 'autumn.jpg'];
    store.selection.use(choices({ styles: names.map((name) => style(name)) }));
    const [waves, mosaic, autumn] = names.map((name) => style(name).uri);

    // Two quick clicks, and the end of a drag: all sent before the panel has seen the first answer.
    await Promise.all([
      panel.request('removeStyle', { uri: waves! }),
      panel.request('setMix', { uri: mosaic!, weights: { [waves!]: 0.1, [mosaic!]: 0.2, [autumn!]: 0.7 } }),
      panel.request('removeStyle', { uri: mosaic! }),
    ]);
    expect(store.selection.choices.styles).toEqual([style('autumn.jpg', 0.7)]);

    store.selection.setContents(['a.png', 'b.png', 'c.png', 'd.png'].map(picture));
    await Promise.all([
      panel.request('dropFromBatch', { uri: picture('a.png').uri }),
      panel.request('dropFromBatch', { uri: picture('b.png').uri }),
    ]);
    expect(store.selection.batch.map(({ name }) => name)).toEqual(['c.png', 'd.png']);
  });

  it('hands over dropped bytes', async () => {
    const { panel, done } = connect();

    await panel.request('dropBytes', { slot: 'content', name: 'a.png', bytes: new Uint8Array([1, 2]) });

    expect(done).toEqual([['dropBytes', 'content', 'a.png', new Uint8Array([1, 2])]]);
  });
});

describe('the state of a run', () => {
  it('is allowed by the contract at every stage', async () => {
    const { store, engine } = createStore();
    await store.load();
    store.selection.use(choices());
    const session = await begin(store);
    const states: string[] = [];
    const look = () => {
      const state = panelStateSchema.parse(panelState(store, surroundings));
      viewerStateSchema.parse(viewerState(session.id, store.runs, show));
      states.push(state.run?.state ?? '');
    };

    look();
    const scale = { width: 64, height: 48, iterations: 300 };
    engine.run.emit('planned', {
      ...scale,
      device: 'cpu',
      network: 'embedded',
      scales: [scale],
      estimate: { bytes: 1e9, seconds: 10, concerns: [], choices: [] },
    });
    engine.run.emit('phase', { phase: 'running' });
    engine.run.step(1);
    look();
    await session.pause();
    look();
    await session.resume();
    look();
    await session.stop();
    look();
    engine.run.emit('phase', { phase: 'saving' });
    look();
    await engine.run.done(true);
    look();

    expect(states).toEqual(['preparing', 'running', 'paused', 'running', 'finishing', 'saving', 'stopped']);
  });

  it('holds only the losses after the ones that were sent', async () => {
    const { store, engine } = createStore();
    store.selection.use(choices());
    const session = await begin(store);
    for (const iteration of [1, 2, 3, 4]) engine.run.step(iteration);

    const { losses } = runView(session, show, 2);

    expect(losses.map(({ iteration }) => iteration)).toEqual([3, 4]);
  });

  it('names the file that the person has saved', async () => {
    const { store, engine } = createStore();
    store.selection.use(choices());
    const session = await begin(store);
    await engine.run.done();
    await settled();

    store.runs.markSaved(session.id, 'file:///pictures/my%20photo.png');

    expect(runView(session, show).result).toEqual({ name: 'my photo.png', saved: true });
  });
});
