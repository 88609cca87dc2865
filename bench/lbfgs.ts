import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { Lbfgs } from '../src/engine/optimizers/lbfgs/lbfgs';
import { median, pyTorchPeer, type Peer } from './peer';

/*
 * Times L-BFGS's own part of a step, without loss and gradient and with a full history, against torch.optim.LBFGS. Both
 * minimise a quadratic function with as many variables as a picture has values. The peers take turns; the table has
 * medians.
 *
 *   npm run bench -- lbfgs [--size 256 --size 512] [--history 100] [--rounds 7]
 */

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', multiple: true, default: ['256', '512'] },
    history: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '7' },
  },
});

function ourOptimizer(variables: number): Peer {
  const settings = { lineSearch: 'none', learningRate: 1, restartEvery: 0 } as const;
  const start = Float32Array.from({ length: variables }, (_, i) => Math.sin(i));
  const optimizer = new Lbfgs({ kind: 'lbfgs', history: Number(options.history), ...settings }, start);
  const gradient = new Float32Array(variables);
  return {
    name: 'Stylize',
    step() {
      let loss = 0;
      for (let i = 0; i < variables; i++) {
        gradient[i] = (1 + (i % 1000)) * optimizer.point[i]!;
        loss += 0.5 * gradient[i]! * optimizer.point[i]!;
      }
      const begin = performance.now();
      optimizer.tell(loss, gradient);
      return Promise.resolve(performance.now() - begin);
    },
    close: () => Promise.resolve(),
  };
}

async function compare(side: number): Promise<string[]> {
  const variables = 3 * side ** 2;
  const torch = await pyTorchPeer('lbfgs.py', String(variables), options.history, String(cpus().length));
  const peers = [ourOptimizer(variables), ...(torch ? [torch] : [])];
  const times = peers.map(() => [] as number[]);
  // The history is full after one step more than it has pairs.
  const warmUp = Number(options.history) + 2;
  for (let round = 0; round < warmUp + Number(options.rounds); round++) {
    for (const [index, peer] of peers.entries()) {
      const time = await peer.step();
      if (round >= warmUp) times[index]!.push(time);
    }
  }
  for (const peer of peers) await peer.close();
  const [ours, theirs] = times.map(median);
  return [
    `${side}²`,
    options.history,
    `${ours!.toFixed(0)} ms`,
    theirs === undefined ? '–' : `${theirs.toFixed(0)} ms`,
    theirs === undefined ? '–' : `${(theirs / ours!).toFixed(2)}×`,
  ];
}

async function main(): Promise<void> {
  const rows = [['pixels', 'pairs', 'Stylize', 'PyTorch', 'PyTorch / Stylize']];
  rows.push(rows[0]!.map(() => '---'));
  for (const side of options.size) rows.push(await compare(Number(side)));
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

void main();
