import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../src/channel/errors';
import { worded } from '../../../src/channel/l10n';
import { lossOf, Recovery } from '../../../src/client/recovery';
import type { RunEventData } from '../../../src/client/run-handle';

const params = {
  run: 'r',
  content: 'photo.png',
  styles: [{ path: 'style.png', weight: 1 }],
  recipe: 'studio',
  output: {},
  preview: { everyMilliseconds: 500 },
};

const plan = (device: 'cpu' | 'webgpu', bytes: number, budget?: number): RunEventData<'planned'> => ({
  run: 'r',
  device,
  network: 'embedded',
  width: 64,
  height: 48,
  iterations: 100,
  scales: [{ width: 64, height: 48, iterations: 100 }],
  estimate: { bytes, seconds: 10, ...(budget && { budget }), concerns: [], choices: [] },
});

function recovery(planned = plan('cpu', 3e9, 4e9)) {
  const made = new Recovery({ name: 'run', params });
  made.planned(planned);
  return made;
}
/** How a run goes on, with what is said of it in English. */
function after(run: Recovery, ...loss: Parameters<Recovery['after']>) {
  const next = run.after(...loss);
  return next && { ...next, message: worded(next.message) };
}
const checkpoint = (iteration: number) => ({ run: 'r', id: '3f9a2c1e', iteration });
const resume = (changes: object = {}) => ({
  name: 'resume',
  params: { run: 'r', id: '3f9a2c1e', preview: params.preview, ...changes },
});

describe('a run whose engine was lost', () => {
  it('goes on from its newest checkpoint', () => {
    const run = recovery();
    run.checkpointed(checkpoint(10));
    run.checkpointed(checkpoint(20));

    expect(after(run, 'crash')).toEqual({
      order: resume(),
      message: 'The engine crashed. The run goes on from iteration 20.',
    });
  });

  it('starts over where there is none, once', () => {
    const run = recovery();

    expect(after(run, 'crash', 'node 22, /bin/node')).toEqual({
      order: { name: 'run', params },
      message: 'The engine crashed. The run starts over, on node 22, /bin/node.',
    });
    expect(run.after('crash')).toBeUndefined();
  });

  it('is given up when it gets no further, and not as long as it does', () => {
    const run = recovery();
    run.checkpointed(checkpoint(10));
    for (let loss = 0; loss < 3; loss++) expect(run.after('crash')).toBeDefined();
    expect(run.after('crash')).toBeUndefined();

    // What a resumed run tells at its start is no progress.
    run.checkpointed(checkpoint(10));
    expect(run.after('crash')).toBeUndefined();
    run.checkpointed(checkpoint(11));
    expect(run.after('crash')).toBeDefined();
  });
});

describe('after a want of memory', () => {
  it('takes half of the memory, then a quarter, then the processor', () => {
    const run = recovery(plan('webgpu', 3e9, 4e9));
    run.checkpointed(checkpoint(10));

    expect(after(run, 'memory')).toEqual({
      order: resume({ limits: { memoryBytes: 1.5e9 } }),
      message:
        'The engine was lost, probably because memory ran out. The run goes on from iteration 10, in 1.5 GB of memory.',
    });
    run.planned(plan('webgpu', 1.2e9, 1.5e9));
    expect(run.after('memory')?.order.params.limits).toEqual({ memoryBytes: 0.6e9 });
    expect(after(run, 'memory')).toEqual({
      order: resume({ limits: { memoryBytes: 0.6e9 }, device: 'cpu' }),
      message: expect.stringMatching(/goes on from iteration 10, on the processor\.$/) as string,
    });
  });

  it('has nothing left to try on the processor', () => {
    const run = recovery();
    run.checkpointed(checkpoint(10));
    run.after('memory');
    run.after('memory');

    expect(run.after('memory')).toBeUndefined();
  });

  it('does not change a run that needs little: something else has killed its engine', () => {
    const run = recovery(plan('cpu', 0.3e9, 4e9));
    run.checkpointed(checkpoint(10));

    expect(run.after('memory')?.order).toEqual(resume());
    expect(run.after('memory')?.order.params.limits).toEqual({ memoryBytes: 0.15e9 });
  });
});

it.each([
  ['device', 'The device was lost. The run goes on from iteration 10, on the processor.'],
  ['silence', 'The engine no longer answered and was ended. The run goes on from iteration 10.'],
] as const)('goes on after the loss of the %s', (loss, message) => {
  const run = recovery(plan('webgpu', 1e9));
  run.checkpointed(checkpoint(10));

  expect(after(run, loss)?.message).toBe(message);
  expect(run.after(loss)?.order.params.device).toBe('cpu');
});

it('tells the loss of a device from a device that was never there', () => {
  const error = (code: 'out-of-memory' | 'device-unavailable' | 'bad-image', message: string) =>
    lossOf(new StylizeError(code, message));

  expect(error('out-of-memory', 'The computation failed in a step, because memory ran out.')).toBe('memory');
  expect(error('device-unavailable', 'The computation failed in a step: Device lost')).toBe('device');
  expect(error('device-unavailable', 'cuda is not available.')).toBeUndefined();
  expect(error('bad-image', 'Not a picture.')).toBeUndefined();
});
