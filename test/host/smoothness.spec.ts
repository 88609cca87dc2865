import assert from 'node:assert';
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import type { App } from '../../src/extension/app';
import { choose, inWorkspace, openApp, start, steps } from './support';

/** How often the event loop is looked at, in milliseconds: a delay is what comes on top. */
const resolution = 5;
const milliseconds = 8000;

/** By how much the event loop is late, in milliseconds, for a while: the 99th percentile and the most. */
async function delays(): Promise<{ readonly usual: number; readonly most: number }> {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  await sleep(milliseconds);
  histogram.disable();
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);
  return { usual: late(histogram.percentile(99)), most: late(histogram.max) };
}

describe('the extension host', () => {
  let app: App;

  before(async () => {
    app = await openApp();
  });

  it('goes on answering while a picture is painted', async () => {
    await choose(app, inWorkspace('photo.png'), 100_000);
    await app.store.change('size', 256);
    const before = await delays();
    const run = await start(app);
    await steps(run, 2);

    const during = await delays();
    run.cancel();
    await run.ended;

    const words = ({ usual, most }: typeof during) =>
      `${usual.toFixed(1)} ms (at most ${most.toFixed(0)} ms)`;
    const file = process.env['STYLIZE_TEST_FIGURES'];
    // A measurement: a busy machine is slower, whoever keeps it busy.
    if (file !== undefined)
      appendFileSync(file, `Event loop late by ${words(during)} while painting, ${words(before)} before\n`);
    assert.ok(during.usual < 1000, `The extension host stands still: ${words(during)}`);
  });
});
