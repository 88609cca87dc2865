import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

export interface RunCliOptions {
  readonly cwd?: string;
  /** The beginning of a command line, to which the program and its arguments are added. */
  readonly under?: readonly string[];
  /** Added to this process's own environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it gets its own process group, as from a shell. */
  readonly detached?: boolean;
  /** Called with the process once it has been started, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with each whole line of standard output as it comes. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

export interface CliOutcome {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON, one value per line. Throws when a line is not JSON. */
  readonly lines: readonly Record<string, unknown>[];
}

/** Runs the built command line (`npm run build`) in a separate process, without a terminal. */
export function runCli(args: readonly string[], options: RunCliOptions = {}): Promise<CliOutcome> {
  const { cwd, under = [], env, detached, onStart, onLine } = options;
  const [command, ...rest] = [...under, process.execPath, program, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command!, rest, {
      cwd,
      env: { ...process.env, ...env },
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let heard = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (let end; (end = stdout.indexOf('\n', heard)) !== -1; heard = end + 1) {
        onLine?.(stdout.slice(heard, end), child);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout,
        stderr,
        get lines() {
          return stdout
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Record<string, unknown>);
        },
      });
    });
    onStart?.(child);
  });
}
