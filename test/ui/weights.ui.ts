import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { writeNetwork } from '../../src/engine/network/weight-file';
import { randomNetwork } from '../support/reference/random-network';
import { FileServer, stallingAfter } from '../unit/engine/node/download/servers';
import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

describeWindow('weights that are not there', () => {
  const server = new FileServer({ body: randomBytes(4_000_000), etag: '"one"' });
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  const machineSettings = { 'stylize.weights.url': '' };
  beforeAll(async () => {
    server.otherwise = stallingAfter(1_000_000);
    machineSettings['stylize.weights.url'] = await server.checkedUrl();
  });
  afterAll(() => server.close());
  useWindow({ settings: { 'stylize.network': 'vgg19' }, machineSettings }, async (window) => {
    ({ editor, workbench, panel } = window);
    await window.trySample();
  });

  it('are offered where their network is chosen', async () => {
    await panel.text('Studio looks at pictures with VGG-19, which is not on this machine yet.').waitFor();
    await panel.button('Download VGG-19 (80 MB)').waitFor();

    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);
    await editor.screenshot('weights');
  });

  it('are downloaded before the person’s eyes, until they cancel', async () => {
    await panel.button('Download VGG-19 (80 MB)').click();
    const progress = workbench.notification('Downloading VGG-19');
    await workbench.notification(/\d\.\d of 4\.0 MB/).waitFor();
    await editor.screenshot('weights-download');

    await progress.getByRole('button', { name: 'Cancel' }).click();

    await progress.waitFor({ state: 'hidden' });
    expect(await workbench.notification(/cancel/i).count()).toBe(0);
  });

  it('are downloaded from where that was', async () => {
    await workbench.runCommand('Stylize: Download VGG-19 Weights');

    await until('the rest is asked for', () =>
      /^bytes=[1-9]\d*-$/.test(server.requests.at(-1)?.headers.range ?? ''),
    );
    await workbench.notification('Downloading VGG-19').getByRole('button', { name: 'Cancel' }).click();
  });

  it('take the place of others only when the person says so', async () => {
    const installed = editor.home('networks', 'mine.safetensors');
    const install = async (seed: number) => {
      const { description, parameters } = randomNetwork(seed, [2, 3, 4, 5, 6]);
      const network = { description: { ...description, name: 'mine', title: 'Mine' }, parameters };
      const file = editor.path(`weights-${seed}.safetensors`);
      await writeNetwork(network, file, { provenance: { source: 'test' } });
      await workbench.runCommand('Stylize: Import Network Weights…');
      await workbench.chooseFile(file);
    };
    await install(1);
    await workbench.notification('Mine is ready to use.').waitFor();
    const first = await readFile(installed);

    await install(2);
    await editor.screenshot('weights-replace');
    await workbench.answer('Cancel');
    expect((await readFile(installed)).equals(first)).toBe(true);

    await install(2);
    await workbench.answer('Replace');
    await until('others are installed', async () => !(await readFile(installed)).equals(first));
  });

  it('cannot be had offline, which is said at once', async () => {
    await server.close();
    // Of more than five notifications in 800 ms VS Code shows none.
    await editor.page.waitForTimeout(1000);

    await panel.button('Download VGG-19 (80 MB)').click();

    await workbench.notification(/There is no connection to 127\.0\.0\.1:\d+/).waitFor();
    await editor.screenshot('weights-offline');
  });

  it('are not offered for download where that is switched off, and the panel says why', async () => {
    await editor.setMachine({ 'stylize.weights.allowDownload': false });

    await panel.text(/^Downloads are switched off in the settings\./).waitFor();
    expect(await panel.button('Download VGG-19 (80 MB)').count()).toBe(0);
    await panel.button('Import weights…').waitFor();
    await panel.text('Import VGG-19 to start.').waitFor();
    await editor.screenshot('weights-switched-off');
  });
});
