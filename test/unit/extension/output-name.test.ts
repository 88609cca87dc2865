import { describe, expect, it } from 'vitest';

import { defaultNamePattern, numberedNames, outputName } from '../../../src/extension/model/output-name';

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
  ])('after %j is %j', (pattern, expected) => {
    expect(outputName(pattern, parts)).toBe(expected);
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
