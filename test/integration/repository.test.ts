import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

import { engines, scripts } from '../../package.json';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Messages of one rule alone, for a file that is not there. */
async function messagesOf(rule: string, path: string, text: string): Promise<string[]> {
  const eslint = new ESLint({
    cwd: root,
    ruleFilter: ({ ruleId }) => ruleId === rule,
    // Rules that need types cannot look at a file that no project has.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  });
  const [result] = await eslint.lintText(text, { filePath: join(root, path) });
  return result!.messages.map(({ message }) => message);
}

describe('the import rule', () => {
  const offences = (path: string, imported: string): Promise<string[]> =>
    messagesOf('boundaries/dependencies', path, `export * from '${imported}';\n`);

  it.each([
    ['src/cli/x.ts', '../engine/service', 'cli may not import engine'],
    ['src/cli/x.ts', '../engine/imaging/encoding/metadata', 'cli may not import imaging'],
    ['src/client/x.ts', '../engine/node/lifeline', 'client may not import node'],
    ['src/engine/imaging/x.ts', '../node/lifeline', 'imaging may not import node'],
    ['src/engine/service.ts', './node/lifeline', 'engine may not import node'],
    ['src/contracts/x.ts', '../client/engine-client', 'contracts may not import client'],
    ['src/engine/graph/x.ts', '../plan/plan', 'graph may not import plan'],
    ['src/engine/plan/x.ts', '../methods/run-control', 'plan may not import methods'],
    ['src/engine/optimizers/x.ts', '../graph/chain', 'optimizers may not import graph'],
    ['src/engine/imaging/x.ts', '../network/store', 'imaging may not import network'],
    ['src/engine/x.ts', '../client/log', 'engine may not import client'],
  ])('reports %s importing %s', async (path, imported, message) => {
    expect(await offences(path, imported)).toEqual([message]);
  });

  it.each([
    ['src/cli/x.ts', '../client/engine-client'],
    ['src/client/x.ts', '../channel/errors'],
    ['src/engine/graph/x.ts', '../network/network'],
    ['src/engine/methods/optimize/x.ts', '../../optimizers/adam'],
    ['src/engine/x.ts', './plan/plan'],
  ])('allows %s to import %s', async (path, imported) => {
    expect(await offences(path, imported)).toEqual([]);
  });
});

describe('the rule against cycles', () => {
  /** What it says about files that import one another, by their names. */
  async function cyclesOf(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'stylize-cycles-'));
    try {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
      const config = join(root, '.dependency-cruiser.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [program, '--config', config, '.'], {
        cwd: folder,
      }).catch((thrown: unknown) => thrown as { stdout: string });
      return stdout;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  // Of Node 20.9 to 20.11, 21 and 23 dependency-cruiser says that it does not support them.
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isSupported = major === 20 ? minor >= 12 : major === 22 || major >= 24;

  it.skipIf(!isSupported)('reports one, even when it is of types alone', async () => {
    const a = "import type { B } from './b';\nexport interface A { b: B }\n";
    const b = "import { c } from './c';\nexport interface B { c: typeof c }\n";
    const c = "import type { A } from './a';\nexport const c = (a: A) => a;\n";

    expect(await cyclesOf({ 'a.ts': a, 'b.ts': b, 'c.ts': c })).toMatch(/error no-cycle: a\.ts/);
    expect(await cyclesOf({ 'a.ts': a, 'b.ts': b, 'c.ts': 'export const c = 1;\n' })).toContain(
      'no dependency violations found (3 modules, 2 dependencies cruised)',
    );
  });
});

describe('the rule that keeps Node in one folder of the engine', () => {
  const complaints = (path: string, imported: string): Promise<string[]> =>
    messagesOf('no-restricted-imports', path, `import '${imported}';\n`);

  it.each([
    'sharp',
    'undici',
    'node:fs',
    'node:fs/promises',
    'node:os',
    'node:crypto',
    'node:worker_threads',
    'fs/promises',
  ])('reports %s', async (imported) => {
    const [message] = await complaints('src/engine/imaging/x.ts', imported);

    expect(message).toContain('comes through src/engine/platform');
    expect(await complaints('src/engine/node/x.ts', imported)).toEqual([]);
  });

  it('allows paths, which are only text', async () => {
    expect(await complaints('src/engine/imaging/x.ts', 'node:path')).toEqual([]);
  });
});

describe('the order of imports', () => {
  const sorted = [
    "import { dirname, join } from 'node:path';",
    '',
    "import sharp from 'sharp';",
    '',
    "import { b } from '../b';",
    "import type { A } from './a';",
  ];
  const complaints = (lines: readonly string[]): Promise<string[]> =>
    messagesOf('import-x/order', 'src/cli/x.ts', `${lines.join('\n')}\n`);

  it('is Node, packages, ours', async () => {
    expect(await complaints(sorted)).toEqual([]);
    expect(await complaints(sorted.toReversed())).not.toEqual([]);
    expect(await complaints(sorted.filter(Boolean))).toHaveLength(2);
  });
});

describe('the rule for what is shown', () => {
  it.each([
    "vscode.window.showErrorMessage('[x](command:y)');",
    "vscode.window['showWarningMessage']('x');",
    "const { showInformationMessage: show } = vscode.window; show('x');",
    "import { window } from 'vscode'; window.withProgress({}, () => undefined);",
    "vscode.window.setStatusBarMessage('x');",
    'vscode.window.showQuickPick([]);',
    'vscode.window.createQuickPick();',
  ])('reports %s', async (text) => {
    const [message] = await messagesOf('no-restricted-syntax', 'src/extension/x.ts', text);

    expect(message).toContain('notify.ts shows it');
    expect(await messagesOf('no-restricted-syntax', 'src/extension/notices/notify.ts', text)).toEqual([]);
  });
});

describe('the workflows', () => {
  const workflows = async () => {
    const folder = join(root, '.github/workflows');
    return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  };
  const all = async (pattern: RegExp) =>
    (await workflows()).flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!));

  it('run scripts that there are', async () => {
    const named = await all(/npm (?:run )?((?:test|check|package|build)[\w:]*)/g);

    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('use GitHub’s own actions, by their major version', async () => {
    for (const action of await all(/uses: (\S+)/g)) expect(action).toMatch(/^actions\/[\w-]+@v\d+$/);
  });

  it('test the oldest VS Code and the oldest Node that are supported', async () => {
    const text = (await workflows()).join('\n');

    expect(text).toContain(`code: [${engines.vscode.replace('^', '')}, stable]`);
    expect(text).toContain(`node: ${engines.node.replace('>=', '')}.9.0`);
  });
});

describe('what is checked in', () => {
  /** Every tracked text file by path. */
  const trackedFiles = async (): Promise<ReadonlyMap<string, string>> => {
    const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], {
      cwd: root,
      maxBuffer: 2 ** 26,
    });
    const paths = stdout.split('\0').filter((path) => path && !/\.(?:jpg|png|safetensors|webp)$/.test(path));
    const texts = await Promise.all(
      // A file may have been deleted and not yet committed.
      paths.map(async (path) => [path, await readFile(join(root, path), 'utf8').catch(() => '')] as const),
    );
    return new Map(texts);
  };

  it.each(['.', 'scripts/package/vsce'])('names no registry in the lock file of %s', async (folder) => {
    const lock = await readFile(join(root, folder, 'package-lock.json'), 'utf8');

    expect(lock.length).toBeGreaterThan(10_000);
    expect(lock).not.toMatch(/"resolved":\s*"https?:/);
  });

  it('names no folder of the machine that it was made on, and no private registry', async () => {
    // Put together here, so that this file has none of what it looks for.
    const folders = ['work', 'root', 'home', 'Users'].map((name) => `/${name}/`);
    const foreign = new RegExp(
      `(?<![\\w.])(?:${folders.join('|')})|https?://(?!registry\\.npmjs\\.org)[\\w.-]*registry`,
    );
    const files = await trackedFiles();
    expect(files.size).toBeGreaterThan(50);

    const found = [...files].flatMap(([path, text]) => {
      const match = foreign.exec(text);
      return match ? [`${path}: ${match[0]}`] : [];
    });

    expect(found).toEqual([]);
  });
});
