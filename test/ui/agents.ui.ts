import { existsSync } from 'node:fs';

import { expect, it } from 'vitest';

import { Chat } from './support/chat';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

const settings = { 'chat.disableAIFeatures': false };
const order = { image: 'photo.png', styles: [{ style: 'waves' }], settings: { size: 96, iterations: 3 } };

describeWindow('an agent', () => {
  let editor: Editor;
  let workbench: Workbench;
  let chat: Chat;

  useWindow({ settings, extensions: ['test/fixtures/chat-participant'] }, (window) => {
    ({ editor, workbench } = window);
    chat = new Chat(editor.page, workbench);
  });

  // First: a chat that is open starts it by itself.
  it('can have the MCP server, which VS Code starts', async () => {
    await workbench.runCommand('MCP: List Servers');
    await workbench.listRow('Stylize').first().click();
    await workbench.listRow('Start Server').first().click();

    await editor.page.locator('.view-line', { hasText: 'Discovered 4 tools' }).waitFor({ timeout: 60_000 });
  });

  it('that wants a picture painted has to be allowed by the person, who sees what it wants', async () => {
    await chat.open('Nobody');
    await chat.say(`@caller ${JSON.stringify(order)}`);

    await chat.text('Stylize this picture?').waitFor();
    const message = chat.text(/photo\.png is painted in the style of waves/);
    const box = (await message.boundingBox())!;
    const around = (await chat.confirmation.boundingBox())!;
    await editor.screenshot('agent-asks');
    expect(box.x + box.width, 'its end is cut off').toBeLessThanOrEqual(around.x + around.width);
  });

  it('paints nothing if it is refused', async () => {
    await chat.answer('Skip');
    await until('it asks no more', async () => (await chat.confirmation.count()) === 0);

    expect(existsSync(editor.path('photo.stylized.png'))).toBe(false);
    expect(await workbench.tab('photo.png').isVisible()).toBe(false);
  });

  it('gets the picture if it is allowed, and the person sees it too', async () => {
    await chat.say(`@caller ${JSON.stringify(order)}`);
    await chat.answer('Allow');

    await until('the result is saved', () => existsSync(editor.path('photo.stylized.png')), 120_000);
    await workbench.tab('photo.png').waitFor();
    await chat.text('A picture: image/jpeg').waitFor({ timeout: 60_000 });
    await editor.screenshot('agent-answers');
  });
});
