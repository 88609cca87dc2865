import { describe, expect, it } from 'vitest';

import {
  defaultNamePattern,
  numberedNames,
  outputName,
} from '../../../../../src/extension/model/runs/output-name';

const parts = { content: 'photo.of me.jpg', recipe: 'studio', style: 'Great waves', format: 'png' } as const;

describe('the name of a result', () => {
  it.each([
    [defaultNamePattern, 'photo.of me.stylized.png'],
    ['${name} in ${style} (${recipe}).${ext}', 'photo.of me in Great waves (studio).png'],
    ['art', 'art.png'],
    ['art.png', 'art.png'],
    ['${nonsense}.${ext}', '${nonsense}.png'],
    ['../${name}', '..-photo.of me.png'],
    ['a:b*c?', 'a-b-c-.png'],
    ['', 'photo.of me.stylized.png'],
    ['.${ext}', 'photo.of me.stylized.png'],
    ['${constructor} ${toString}', '${constructor} ${toString}.png'],
    ['${__proto__}', '${__proto__}.png'],
    ['con', '_con.png'],
    ['NUL.${name}', '_NUL.photo.of me.png'],
    ['Lpt1 .stylized', '_Lpt1 .stylized.png'],
    ['com¹', '_com¹.png'],
    ['console', 'console.png'],
    ['art. .', 'art.png'],
    ['..', 'photo.of me.stylized.png'],
    ['a\u202egnp.exe', 'a-gnp.exe.png'],
  ])('after %j is %j', (pattern, expected) => {
    expect(outputName(pattern, parts)).toBe(expected);
  });

  it('is no device where the picture is called like one', () => {
    expect(outputName(defaultNamePattern, { ...parts, content: 'aux.jpg' })).toBe('_aux.stylized.png');
  });

  it('is cut to what file systems take, between characters', () => {
    const name = outputName('${name}', { ...parts, content: `${'ä😀'.repeat(60)}.jpg` });

    expect(name).toBe(`${'ä😀'.repeat(33)}ä.png`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(204);
  });

  it('takes the name of a recipe file, not its place', () => {
    const name = outputName('${recipe}', { ...parts, recipe: '/recipes/mine.json' });

    expect(name).toBe('mine.png');
  });

  it('gets a number when it is taken', () => {
    const names = numberedNames('a.stylized.png');

    expect([names.next().value, names.next().value, names.next().value]).toEqual([
      'a.stylized.png',
      'a.stylized-2.png',
      'a.stylized-3.png',
    ]);
  });
});
