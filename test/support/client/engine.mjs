// An engine that computes nothing and behaves as its first argument says. It builds its messages by hand, without the
// project's own channel.
import { writeFileSync } from 'node:fs';
import { clearInterval, setImmediate, setInterval } from 'node:timers';

const behaviour = process.argv[2] ?? 'normal';
/** Whether it runs on the stand-in for VS Code's own runtime. */
const isOwn = process.execArgv.includes('--title=own');

const send = (message) => process.send(message);
const reply = (id, result) => send({ kind: 'result', id, result });
const refuse = (id, code, message) => send({ kind: 'error', id, error: { code, message } });
const event = (name, data) => send({ kind: 'event', name, data });

const longest = 30_000;
const hang = () => {
  for (const end = Date.now() + longest; Date.now() < end;);
  process.exit();
};

const losses = { content: 1, style: 2, tv: 3, total: 6 };
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);
const runs = new Map();
let updates = [];

const handlers = {
  hello(id) {
    if (behaviour === 'silent') return;
    const protocol = behaviour === 'other-version' ? 999 : 4;
    reply(id, { protocol, version: '0.0.0', pid: process.pid, runtime: `node ${process.versions.node}` });
  },
  selfTest(id) {
    if (behaviour === 'aborts-on-self-test') {
      console.error('about to abort');
      process.abort();
    }
    if (behaviour === 'lacks-library') return refuse(id, 'internal', 'LoadLibrary failed with error 126');
    reply(id, { milliseconds: 1 });
  },
  /** Begins, and goes on until it is finished or cancelled, unless the content's name says otherwise. */
  run(id, { run, content }) {
    runs.set(run, id);
    event('planned', {
      run,
      device: 'cpu',
      network: 'fake',
      width: 2,
      height: 2,
      iterations: 10,
      scales: [{ width: 2, height: 2, iterations: 10 }],
      estimate: { bytes: 1, seconds: 1, concerns: [], choices: [] },
    });
    event('preview', { run, iteration: 1, width: 2, height: 2, png });
    event('phase', { run, phase: 'running' });
    const [, copy] = /^keeps (\S+)/.exec(content) ?? [];
    if (copy) {
      writeFileSync(copy, png);
      event('kept', { run, path: copy, width: 2, height: 2, iterations: 3 });
    }
    // Only after the messages above have been sent.
    if (content.endsWith('hangs')) setImmediate(hang);
    if (content === 'crashes' || (content === 'crashes on its own runtime' && isOwn)) {
      console.error('the device was lost');
      process.abort();
    }
    if (content === 'fails') refuse(id, 'bad-image', 'Not a picture.');
    if (content === 'short') handlers.finishRun(run, false);
  },
  finishRun(run, stopped) {
    const id = runs.get(run);
    runs.delete(run);
    const result = {
      out: 'out.png',
      width: 2,
      height: 2,
      iterations: 10,
      seconds: 1,
      losses,
      device: 'cpu',
      stopped,
    };
    reply(id, result);
  },
  control(id, { run, action }) {
    if (!runs.has(run)) return refuse(id, 'usage', 'no such run');
    reply(id, {});
    if (action === 'finish') handlers.finishRun(run, true);
    else event('phase', { run, phase: action === 'pause' ? 'paused' : 'running' });
  },
  update(id, { settings }) {
    updates.push(settings);
    // Late, like a real engine that is busy with a step.
    setImmediate(() => reply(id, {}));
  },
  devices(id) {
    if (behaviour === 'chatty') {
      for (let line = 0; line < 40_000; line++) process.stdout.write(`${line} ${'x'.repeat(100)}\n`);
    }
    reply(id, []);
  },
  /** Reports what the test wants to know. */
  recipes(id) {
    if (behaviour === 'tells-environment') {
      return reply(
        id,
        Object.keys(process.env).map((name) => ({ name, title: '', description: '' })),
      );
    }
    reply(
      id,
      updates.map((settings) => ({ name: JSON.stringify(settings), title: '', description: '' })),
    );
    updates = [];
  },
  networks(id) {
    reply(id, []);
    // Like a crash between two requests.
    if (behaviour === 'crashes-when-asked') process.exit(7);
  },
  shutdown(id) {
    if (behaviour === 'stubborn') return;
    reply(id, {});
    process.disconnect();
  },
};

if (behaviour === 'stubborn') process.on('SIGTERM', () => undefined);
// Whatever a test does, the process does not stay for long.
const begun = Date.now();
const alive = setInterval(() => {
  if (Date.now() - begun > longest) process.exit();
}, 1000);

process.on('disconnect', () => {
  if (behaviour !== 'stubborn') clearInterval(alive);
});
process.on('message', (message) => {
  if (message.kind === 'request') handlers[message.name](message.id, message.params);
  if (message.kind === 'cancel') {
    const run = [...runs].find(([, id]) => id === message.id)?.[0];
    runs.delete(run);
    if (run) refuse(message.id, 'cancelled', 'Cancelled.');
  }
});
