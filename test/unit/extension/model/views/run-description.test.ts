import { expect, it } from 'vitest';

import { languageOf, worded } from '../../../../../src/channel/l10n';
import { describeRun } from '../../../../../src/extension/model/views/run-description';
import { begin, choices, createStore, settled, style } from '../../fakes';

const scale = { width: 64, height: 48, iterations: 150 };
const plan = {
  width: 128,
  height: 96,
  iterations: 300,
  device: 'cpu' as const,
  network: 'embedded',
  scales: [scale, { ...scale, width: 128, height: 96 }],
  estimate: { bytes: 1e9, seconds: 10, concerns: [], choices: [] },
};

async function started() {
  const { store, engine } = createStore();
  store.selection.use(choices({ styles: [style('waves.jpg', 0.75), style('Mosaic', 0.25)] }));
  const run = await begin(store);
  engine.run.emit('planned', plan);
  engine.run.emit('phase', { phase: 'running' });
  const step = (iteration: number, total: number) => {
    engine.run.emit('progress', {
      iteration,
      iterations: 300,
      fraction: iteration / 300,
      scale: 0,
      width: 64,
      height: 48,
      losses: { content: total / 4, style: total / 2, tv: total / 4, total },
      iterationsPerSecond: 2.5,
      secondsElapsed: 8,
      secondsLeft: 42,
    });
  };
  return { run, engine, step };
}

it('describes a run under way, fact by fact', async () => {
  const { run, engine, step } = await started();
  step(1, 2000);
  step(60, 500);
  engine.run.emit('remark', { message: 'The run goes on.' });

  expect(worded(describeRun(run)).split('\n')).toEqual([
    'Run of photo.jpg. It is being painted.',
    'Progress: 20 %, iteration 60 of 300.',
    'Now it is painted at 64 × 48 pixels, size 1 of 2.',
    'Time: 8 s until now, about 40 s left.',
    'Styles: waves.jpg (75 %), Mosaic (25 %).',
    'Recipe: Studio.',
    'Size of the result: 128 × 96 pixels.',
    'Device: cpu. Network: embedded.',
    'Total loss: 500, which is 25 % of what it was at first.',
    'Of it, the style has 50 %, the content 25 %, the smoothness 25 %.',
    'The run goes on.',
  ]);
});

it('tells of an ended one whether its result is saved', async () => {
  const { run, engine } = await started();
  await engine.run.done();
  await settled();

  const text = worded(describeRun(run));

  expect(text).toMatch(/^Run of photo\.jpg\. It is done\.\nIterations: \d+ of 300, in /);
  expect(text).toMatch(/\nIts result is not saved yet\.$/);
});

it('is said in the language of VS Code, what ships with Stylize included', async () => {
  const { run } = await started();
  const words = new Map([
    ['Recipe: {0}.', 'Receita: {0}.'],
    ['Studio', 'Estúdio'],
    ['Mosaic', 'Mosaico'],
  ]);
  const language = languageOf('pt-br', (template) => words.get(template) ?? template);

  const text = worded(describeRun(run), language);

  expect(text).toContain('Receita: Estúdio.');
  expect(text).toContain('Mosaico (25 %)');
});
