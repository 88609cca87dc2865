import { EngineClient } from '../../../src/client/engine-client';

/*
 * A separate program for a test to kill. Starts an engine and a run that takes hours, and prints the engine's pid once the
 * run has begun its steps. Arguments: the engine's bundle, the user folder, the content and the style picture, the result.
 */
const [bundle, home, content, style, out] = process.argv.slice(2);
const client = new EngineClient({
  program: { bundle: bundle!, env: { ...process.env, STYLIZE_HOME: home! } },
  userFolder: home!,
});
const run = client.run({
  content: content!,
  styles: [{ path: style!, weight: 1 }],
  recipe: 'studio',
  settings: { size: 96, iterations: 1_000_000 },
  device: 'cpu',
  output: { path: out! },
});
const stop = run.on('progress', () => {
  stop();
  console.log(client.status.engine!.process.pid);
});
