import { describe, expect, it } from 'vitest';

import { panelState } from '../../../../../src/extension/model/views/view-states';
import { choices, createStore, picture, settled } from '../../fakes';

const surroundings = {
  gallery: [],
  trusted: true,
  downloads: 'allowed' as const,
  show: () => undefined,
  place: () => '',
};

async function chosen() {
  const made = createStore({
    preferences: { recipeDefaults: { network: 'embedded' }, limits: { memoryBytes: 3e9 } },
  });
  await made.store.load();
  made.store.selection.use(choices());
  const asked = () => made.engine.requests.filter(({ name }) => name === 'forecast');
  const wait = async () => {
    made.clock.advance(500);
    await settled();
  };
  const shown = () => panelState(made.store, surroundings).forecast;
  return { ...made, asked, wait, shown };
}

describe('what a run would need', () => {
  it('is asked for when nothing has changed for a while, with the settings of the run', async () => {
    const { store, asked, wait, shown } = await chosen();
    expect(asked()).toEqual([]);

    await store.change('size', 'native');
    await wait();

    expect(asked().map(({ params }) => params)).toEqual([
      {
        content: '/pictures/photo.jpg',
        recipe: 'studio',
        settings: { network: 'embedded', size: 'native' },
        styles: [{ path: '/pictures/waves.jpg', weight: 1 }],
        device: 'auto',
        limits: { memoryBytes: 3e9 },
      },
    ]);
    expect(shown()).toMatchObject({ width: 600, height: 400, estimate: { bytes: 4e9, seconds: 100 } });
  });

  it('is asked for once as long as nothing changes that decides it', async () => {
    const { store, asked, wait } = await chosen();
    await wait();

    await store.change('style.weight', 3);
    await wait();
    expect(asked()).toHaveLength(1);

    await store.change('iterations', 10);
    await wait();
    expect(asked()).toHaveLength(2);
    await store.change('style.matching.turns', true);
    await wait();
    expect(asked()).toHaveLength(3);
    store.selection.addStyle(picture('mosaic.jpg'));
    await wait();
    expect(asked()).toHaveLength(4);
  });

  it('is not told of other settings than those of now', async () => {
    const { store, wait, shown } = await chosen();
    await wait();
    expect(shown()).toBeDefined();

    await store.change('size', 1024);
    expect(shown()).toBeUndefined();
    await store.undo();

    expect(shown()).toBeDefined();
  });

  it('starts no engine, and disturbs none at work', async () => {
    const { store, engine, asked, wait } = await chosen();
    engine.status = { state: 'busy' };

    await store.change('size', 1024);
    await wait();

    expect(asked()).toEqual([]);
  });

  it('is nothing where the run could not be', async () => {
    const { store, wait, shown, errors } = await chosen();

    store.selection.setContent(picture('damaged.jpg'));
    await wait();

    expect(shown()).toBeUndefined();
    expect(errors).toEqual([]);
  });
});
