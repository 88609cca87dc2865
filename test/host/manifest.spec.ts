import assert from 'node:assert';

import * as vscode from 'vscode';

import { extension, inWorkspace } from './support';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default?: unknown; readonly scope?: string }>>;
    };
  };
}

describe('what the manifest promises', () => {
  const { contributes } = extension().packageJSON as Manifest;
  const declared = contributes.commands.map(({ command }) => command).sort();

  it('is behind every command, and nothing else is registered', async () => {
    await extension().activate();

    const registered = (await vscode.commands.getCommands(true)).filter((command) =>
      /^stylize\.\w+$/.test(command),
    );

    assert.deepStrictEqual(registered.sort(), declared);
  });

  it('costs no more than 50 ms at the start of a window', async () => {
    const { activationMilliseconds } = await extension().activate();

    assert.ok(activationMilliseconds < 50, `activate took ${activationMilliseconds} ms`);
  });

  it('names in its menus only commands that it declares', () => {
    const named = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));

    const unknown = named.filter(
      (command) => command !== undefined && command.startsWith('stylize.') && !declared.includes(command),
    );

    assert.deepStrictEqual(unknown, []);
  });

  it('gives every setting a default, which a new window has', () => {
    for (const [key, { default: value }] of Object.entries(contributes.configuration.properties)) {
      const inspected = vscode.workspace.getConfiguration().inspect(key);
      assert.deepStrictEqual(inspected?.defaultValue, value, key);
      assert.notStrictEqual(value, undefined, key);
    }
  });

  it('lets recipe files have comments', async () => {
    const file = inWorkspace('commented.stylize.json');
    await vscode.workspace.fs.writeFile(file, Buffer.from('// mine\n{ "extends": "studio" }'));

    const { languageId } = await vscode.workspace.openTextDocument(file);

    assert.strictEqual(languageId, 'jsonc');
  });

  it('runs where the files are, and says so', () => {
    assert.strictEqual(extension().extensionKind, vscode.ExtensionKind.Workspace);
    assert.strictEqual(vscode.workspace.isTrusted, true);
  });
});
