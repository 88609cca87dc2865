import { expect, it } from 'vitest';
import type * as z from 'zod';

import { contributes } from '../../../package.json';
import texts from '../../../package.nls.json';
import { toolNames } from '../../../src/agents/names';
import { tools } from '../../../src/agents/tools';
import { languageModelTools } from '../../../tools/reference/language-model-tools';

it('the manifest declares the tools as their schemas are', () => {
  expect(contributes.languageModelTools, 'node tools/reference/build-and-write.mjs writes them anew').toEqual(
    JSON.parse(JSON.stringify(languageModelTools())),
  );
  expect(contributes.languageModelTools.map(({ name }) => name)).toEqual([...toolNames]);
});

it('gives every tool a name and a description for people', () => {
  const known: Readonly<Record<string, string>> = texts;
  const { languageModelTools: declared, mcpServerDefinitionProviders: servers } = contributes;
  const named = [
    ...declared.flatMap(({ displayName, userDescription }) => [displayName, userDescription]),
    ...servers.map(({ label }) => label),
  ];

  expect(named.map((key) => known[key.slice(1, -1)])).not.toContain(undefined);
});

it.each(toolNames)('%s explains everything that it takes', (name) => {
  const fields: Readonly<Record<string, z.ZodType>> = tools[name].input.shape;

  for (const [key, field] of Object.entries(fields)) expect(field.description, key).toMatch(/\.$/);
  // VS Code hides a tool from models without a description.
  expect(tools[name].description.length).toBeGreaterThan(60);
});
