// Adds what a fresh clone lacks: the packages in the lock file, and the bundles. Uses nothing but Node itself.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const minimum = [20, 9];

/** Installs the packages, unless the lock file's versions are already there, and builds. */
export async function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < minimum[0] || (major === minimum[0] && minor < minimum[1])) {
    console.error(`Stylize needs Node ${minimum.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  await installPackages(root);
  console.log('Building…');
  await run(process.execPath, ['scripts/build.mjs']);
}

/** Installs a project's packages, unless the lock file's versions are already there. */
export async function installPackages(folder) {
  if (isInstalled(folder)) return;
  console.log('Installing packages…');
  const code = await runNpm(['ci'], { cwd: folder });
  if (code !== 0) process.exit(code);
}

/** Runs a program in this terminal; ends this process with its exit code if it fails. */
export async function run(command, args, options = {}) {
  const code = await exitCode(command, args, options);
  if (code !== 0) process.exit(code);
}

/** Runs a program in this terminal and returns its exit code. */
export function exitCode(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    // The terminal sends Ctrl-C to the child too, which decides what to do.
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/** Runs npm in this terminal and returns its exit code. */
export function runNpm(args, options) {
  // `npm run` sets the path of npm; on Windows its plain name would need a shell.
  const npm = process.env.npm_execpath;
  return npm
    ? exitCode(process.execPath, [npm, ...args], options)
    : exitCode('npm', args, { shell: true, ...options });
}

/** Whether node_modules has the lock file's versions. */
function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const read = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  const found = read(installed);
  return Object.entries(read(join(folder, 'package-lock.json'))).every(
    ([path, { version, optional }]) => path === '' || optional || found[path]?.version === version,
  );
}
