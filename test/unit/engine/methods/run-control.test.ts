import { expect, it } from 'vitest';

import { RunControl } from '../../../../src/engine/methods/run-control';

const running = () => {
  const abort = new AbortController();
  return { abort, control: new RunControl(abort.signal) };
};

it('does not wait unless paused', async () => {
  const { control } = running();

  await expect(control.whilePaused(() => expect.unreachable())).resolves.toBe(0);
});

it('waits while paused, until resumed', async () => {
  const { control } = running();
  control.pause();
  let over = false;
  const waiting = control.whilePaused(() => Promise.resolve()).then(() => (over = true));

  await Promise.resolve();
  expect(over).toBe(false);
  control.resume();

  await waiting;
  expect(over).toBe(true);
});

it('ends a pause when the run is to finish, and says so', async () => {
  const { control } = running();
  control.pause();
  const waiting = control.whilePaused(() => Promise.resolve());

  control.finish();

  await waiting;
  expect(control.finished).toBe(true);
});

it('ends a pause with an error when the run is cancelled', async () => {
  const { abort, control } = running();
  control.pause();
  const waiting = control.whilePaused(() => Promise.resolve());

  abort.abort();

  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
});

it('hands over changes once, the newest value of each', () => {
  const { control } = running();
  control.update({ 'style.weight': 1, 'content.weight': 2 });
  control.update({ 'style.weight': 3 });

  expect(control.takeChanges()).toEqual({ 'style.weight': 3, 'content.weight': 2 });
  expect(control.takeChanges()).toBeUndefined();
});
