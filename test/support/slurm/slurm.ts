import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { availableParallelism, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'sinfo'];
/** Where Debian's packages put daemons, which is not on every user's path. */
const path = `${process.env['PATH']}:/usr/sbin:/sbin`;

/** Why a test that needs Slurm cannot run, or false. With `CI` set it always runs, so that it fails without Slurm. */
export const slurmSkipReason: string | false =
  !process.env['CI'] && !programs.every(isInstalled) && 'Slurm is not installed (Debian: slurm-wlm, munge)';

function isInstalled(program: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${program}`], { env: { PATH: path }, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A Slurm of one node, on this machine alone: real daemons, with a configuration and a key of their own. */
export class Slurm {
  readonly #folder: string;
  readonly #daemons: ChildProcess[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param folder a new one, for all that the daemons write */
  static async start(folder: string): Promise<Slurm> {
    const slurm = new Slurm(folder);
    try {
      await slurm.#start();
      return slurm;
    } catch (thrown) {
      await slurm.stop();
      throw thrown;
    }
  }

  /** Runs a command of Slurm; resolves with what it prints. */
  async run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { stdout } = await promisify(execFile)(command, args, { env: this.#environment(env) });
    return stdout;
  }

  /** Submits a job array and waits for its end; resolves with the states of its tasks. */
  async submit(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
    const job = (await this.run('sbatch', ['--parsable', ...args], env)).trim();
    while ((await this.run('squeue', ['--noheader', `--jobs=${job}`])) !== '')
      await new Promise((resolve) => setTimeout(resolve, 300));
    const tasks = await this.run('scontrol', ['--oneliner', 'show', 'job', job]);
    return [...tasks.matchAll(/\bJobState=(\w+)/g)].map(([, state]) => state!);
  }

  /** Ends the daemons; resolves when they are gone. */
  async stop(): Promise<void> {
    for (const daemon of this.#daemons.splice(0).reverse()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const ended = once(daemon, 'exit');
      daemon.kill('SIGTERM');
      const force = setTimeout(() => daemon.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(force);
    }
  }

  async #start(): Promise<void> {
    const [controllerPort, nodePort] = [await freePort(), await freePort()];
    const at = (name: string) => join(this.#folder, name);
    for (const name of ['state', 'spool', 'munge']) await mkdir(at(name), { recursive: true });
    // Munge's clients may be anybody.
    for (const name of ['', 'munge']) await chmod(at(name), 0o755);
    await writeFile(at('munge/key'), 'k'.repeat(1024), { mode: 0o600 });
    const { username } = userInfo();
    const host = hostname().split('.')[0]!;
    const cores = Math.min(2, availableParallelism());
    await writeFile(
      at('slurm.conf'),
      `ClusterName=one
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=${username}
SlurmdUser=${username}
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
AuthType=auth/munge
AuthInfo=socket=${at('munge/socket')}
CredType=cred/munge
StateSaveLocation=${at('state')}
SlurmdSpoolDir=${at('spool')}
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${at('slurmd.pid')}
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SchedulerParameters=sched_interval=1,batch_sched_delay=0
MpiDefault=none
ReturnToService=2
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cores} RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`,
    );
    const munge = ['pid-file', 'log-file', 'seed-file'].map((name) => `--${name}=${at(`munge/${name}`)}`);
    this.#spawn('munged', [
      '--foreground',
      '--force',
      `--socket=${at('munge/socket')}`,
      `--key-file=${at('munge/key')}`,
      ...munge,
    ]);
    await this.#until(() => this.run('munge', ['-n', `--socket=${at('munge/socket')}`]));
    this.#spawn('slurmctld', ['-D', '-c', '-f', at('slurm.conf')]);
    this.#spawn('slurmd', ['-D', '-f', at('slurm.conf')]);
    await this.#until(async () => {
      const state = await this.run('sinfo', ['--noheader', '--format=%t']);
      if (state.trim() !== 'idle') throw new Error(`The node is ${state}`);
    });
  }

  #spawn(program: string, args: readonly string[]): void {
    const daemon = spawn(program, args, { env: this.#environment(), stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    daemon.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000);
    });
    daemon.on('error', (error) => {
      words += String(error);
    });
    this.#daemons.push(daemon);
    this.#words.set(program, () => words);
  }

  readonly #words = new Map<string, () => string>();

  /** Tries until it works, for at most half a minute. */
  async #until(attempt: () => Promise<unknown>): Promise<void> {
    const end = Date.now() + 30_000;
    for (;;) {
      try {
        await attempt();
        return;
      } catch (thrown) {
        const words = [...this.#words].map(([program, of]) => `${program}: ${of()}`).join('\n');
        if (Date.now() > end)
          throw new Error(`Slurm does not start: ${String(thrown)}\n${words}`, { cause: thrown });
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  #environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { ...process.env, ...more, PATH: path, SLURM_CONF: join(this.#folder, 'slurm.conf') };
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
