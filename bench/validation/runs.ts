import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The inputs of both programs. */
export interface Assignment {
  readonly recipe: string;
  /** Keras' file of VGG-19's weights. */
  readonly weights: string;
  /** PNG files at the sizes at which they are used. */
  readonly content: string;
  readonly style: string;
  readonly evaluations: number;
}

/** The losses of Stylize's command line, one for each evaluation. Both recipes start from the content picture. */
export function stylizeLosses(
  cli: string,
  home: string,
  out: string,
  { recipe, content, style, evaluations }: Assignment,
): Promise<number[]> {
  const settings = ['--set', 'size=native', '--set', 'initial.image=content'];
  const args = ['run', content, '--style', style, '--recipe', recipe, '--network', 'vgg19', ...settings];
  const output = ['--iterations', String(evaluations), '--device', 'cpu', '--out', out, '--force', '--json'];
  return losses('stylize', process.execPath, [cli, ...args, ...output], { STYLIZE_HOME: home }, (line) => {
    const { event, losses } = JSON.parse(line) as { event: string; losses?: { total: number } };
    return event === 'progress' ? losses!.total : undefined;
  });
}

export interface ReferenceOptions {
  readonly precision: 'float32' | 'float64';
  /** Seed of the slight noise added to the start; 0 for none. */
  readonly nudge: number;
}

/** The losses of `reference.py`, one for each evaluation. */
export function referenceLosses(
  python: string,
  program: string,
  environment: NodeJS.ProcessEnv,
  { precision, nudge }: ReferenceOptions,
  { recipe, weights, content, style, evaluations }: Assignment,
): Promise<number[]> {
  const args = [program, recipe, weights, content, style, String(evaluations), precision, String(nudge)];
  return losses('reference', python, args, environment, Number);
}

/** Runs a program and collects what `read` finds in its lines of output. */
async function losses(
  name: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  read: (line: string) => number | undefined,
): Promise<number[]> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const found: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const loss = read(line);
    if (loss === undefined) continue;
    found.push(loss);
    if (process.stderr.isTTY)
      process.stderr.write(`\r${name}: ${found.length}, loss ${loss.toExponential(4)} `);
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  const code = await exit;
  if (code !== 0) throw new Error(`${name} ended with exit code ${String(code)}`);
  return found;
}
