import { describe, expect, it } from 'vitest';

import { begin, choices, createStore, fakeMemory, picture, settled, style } from '../../fakes';

const photo = picture('photo.jpg').uri;
const waves = style('waves.jpg').uri;
const mosaic = style('mosaic.jpg').uri;
const png = (value: number) => new Uint8Array([value]);

async function chosen(memory = fakeMemory()) {
  const made = createStore({ memory });
  await made.store.load();
  made.store.selection.use(choices({ styles: [style('waves.jpg'), style('mosaic.jpg', 0.5)] }));
  return made;
}

describe('the mask of a style', () => {
  it('goes with the run, and the other style without one', async () => {
    const { store, engine } = await chosen();
    const mask = await store.masks.write(photo, waves, png(1));

    await begin(store);

    expect(engine.run.request.styles).toEqual([
      { path: '/pictures/waves.jpg', weight: 1, mask: { path: mask!.replace('file://', '') } },
      { path: '/pictures/mosaic.jpg', weight: 0.5 },
    ]);
  });

  it('is of one content: with another it is out of use, and there again with the first', async () => {
    const { store, engine } = await chosen();
    await store.masks.write(photo, waves, png(1));

    store.selection.setContent(picture('other.jpg'));
    await begin(store);
    expect(engine.run.request.styles[0]).not.toHaveProperty('mask');
    expect(await store.masks.read(picture('other.jpg').uri, waves)).toBeUndefined();

    store.selection.setContent(picture('photo.jpg'));
    expect(await store.masks.read(photo, waves)).toEqual(png(1));
  });

  it('is remembered', async () => {
    const memory = fakeMemory();
    const { store } = await chosen(memory);
    const mask = await store.masks.write(photo, waves, png(1));

    const { store: later } = createStore({ memory });

    expect(later.selection.choices.styles[0]).toEqual({
      ...style('waves.jpg'),
      mask: { uri: mask, content: photo },
    });
  });

  it('keeps its place when another style gets one or goes', async () => {
    const { store } = await chosen();
    await store.masks.write(photo, mosaic, png(2));
    await store.masks.write(photo, waves, png(1));

    store.selection.removeStyle(waves);

    expect(await store.masks.read(photo, mosaic)).toEqual(png(2));
    expect(store.selection.choices.styles[0]!.mask).toBeDefined();
  });

  it('is there again when its style is chosen again', async () => {
    const { store } = await chosen();
    const mask = await store.masks.write(photo, waves, png(1));

    store.selection.removeStyle(waves);
    store.selection.addStyle(picture('waves.jpg'));

    expect(store.selection.choices.styles[1]).toMatchObject({ uri: waves, mask: { uri: mask } });
  });

  it('is one of several: each content keeps its own, also in the next window', async () => {
    const memory = fakeMemory();
    const { store, engine } = await chosen(memory);
    const first = await store.masks.write(photo, waves, png(1));
    store.selection.setContent(picture('other.jpg'));
    const second = await store.masks.write(picture('other.jpg').uri, waves, png(2));
    store.selection.setContent(picture('photo.jpg'));

    expect(await store.masks.read(photo, waves)).toEqual(png(1));
    await begin(store);
    expect(engine.run.request.styles[0]!.mask).toEqual({ path: first!.replace('file://', '') });

    const { store: later } = createStore({ memory });
    expect(later.masks.used).toEqual(new Set([first, second]));
    later.selection.setContent(picture('other.jpg'));
    expect(later.selection.choices.styles[0]!.mask?.uri).toBe(second);
    later.selection.setContent(picture('photo.jpg'));
    expect(later.selection.choices.styles[0]!.mask?.uri).toBe(first);
  });

  it('is also kept when its last stroke comes after another picture was chosen', async () => {
    const { store } = await chosen();
    store.selection.setContent(picture('other.jpg'));

    const mask = await store.masks.write(photo, waves, png(1));

    expect(store.selection.choices.styles[0]).not.toHaveProperty('mask');
    store.selection.setContent(picture('photo.jpg'));
    expect(store.selection.choices.styles[0]!.mask?.uri).toBe(mask);
  });

  it('of a run that is repeated is that of the run, and undo gives back the one before', async () => {
    const { store, engine } = await chosen();
    const first = await store.masks.write(photo, waves, png(1));
    await begin(store);
    await engine.run.done();
    const second = await store.masks.write(photo, waves, png(2));
    const ofWaves = () => store.selection.choices.styles[0]!.mask?.uri;

    store.selection.use(store.runs.results[0]!.subject.choices);
    expect(ofWaves()).toBe(first);

    await store.undo();
    expect(ofWaves()).toBe(second);
  });
});

describe('the file of a mask', () => {
  it('is in use until another takes its place, or none', async () => {
    const { store } = await chosen();
    await store.masks.write(photo, waves, png(1));
    const second = await store.masks.write(photo, waves, png(2));
    expect(store.masks.used).toEqual(new Set([second]));

    await store.masks.write(photo, waves, undefined);

    expect(store.masks.used).toEqual(new Set());
    expect(store.selection.choices.styles[0]).toEqual(style('waves.jpg'));
  });

  it('is there until the next start: the window may come back with older choices', async () => {
    const { store, removed } = await chosen();
    await store.masks.write(photo, waves, png(1));
    await store.masks.write(photo, waves, png(2));
    store.masks.take(waves);
    await settled();

    expect(removed).toEqual([]);
  });

  it('is in use as long as a run of the history can be repeated with it', async () => {
    const { store, engine } = await chosen();
    const first = await store.masks.write(photo, waves, png(1));
    const { id } = await begin(store);
    await engine.run.done();
    await store.masks.write(photo, waves, png(2));
    expect(store.masks.used).toContain(first);

    store.runs.remove(id);
    expect(store.masks.used).toContain(first);
    // Until then it can be given back.
    await begin(store);

    expect(store.masks.used).not.toContain(first);
  });

  it('can be given back when it was taken away', async () => {
    const { store } = await chosen();
    const mask = await store.masks.write(photo, waves, png(1));

    const giveBack = store.masks.take(waves)!;
    expect(store.selection.choices.styles[0]).toEqual(style('waves.jpg'));
    giveBack();

    expect(store.selection.choices.styles[0]!.mask).toEqual({ uri: mask, content: photo });
    store.masks.take(waves);
    expect(store.masks.take(waves)).toBeUndefined();
  });
});
