import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A Python interpreter that has all of these modules, or undefined. */
export function pythonWith(...modules: string[]): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', `import ${modules.join()}`], { stdio: 'ignore' }).status === 0,
  );
}

/** The environment for PyTorch. Names the kernels to use, because OpenBLAS does not know newer processors. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  return { OPENBLAS_CORETYPE: openBlasCoreType(), ...process.env };
}

function openBlasCoreType(): string {
  const flags = process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  if (/\bavx512_bf16\b/.test(flags)) return 'Cooperlake';
  return /\bavx512f\b/.test(flags) ? 'SkylakeX' : 'Haswell';
}
