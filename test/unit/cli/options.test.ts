import { describe, expect, test } from 'vitest';

import { StylizeError } from '../../../src/channel/errors';
import { fileArgument, recipeArgument, settingArgument } from '../../../src/cli/options/paths';
import { collectSettings, parseValue } from '../../../src/cli/options/settings';
import { parseStyles } from '../../../src/cli/options/styles';

const cwd = '/pictures';

const withFiles = (files: readonly string[]) => ({ cwd, fileExists: (path: string) => files.includes(path) });

function stylesOf(texts: string[], ...files: string[]) {
  return parseStyles(
    texts.map((style) => ({ style })),
    withFiles(files),
  );
}

describe('--style', () => {
  test('a path alone has weight 1 and is meant from the current folder', () => {
    expect(stylesOf(['a.jpg', '/else/b.jpg'])).toEqual([
      { path: '/pictures/a.jpg', weight: 1 },
      { path: '/else/b.jpg', weight: 1 },
    ]);
  });

  test.each([
    ['a.jpg=0.25', 0.25],
    ['a.jpg=2', 2],
    ['a.jpg=1e-1', 0.1],
  ])('%s has weight %d', (text, weight) => {
    expect(stylesOf([text])).toEqual([{ path: '/pictures/a.jpg', weight }]);
  });

  test('a file whose name has a = is taken whole when it is there', () => {
    expect(stylesOf(['x=1'], '/pictures/x=1')).toEqual([{ path: '/pictures/x=1', weight: 1 }]);
  });

  test('only the last = parts the weight', () => {
    expect(stylesOf(['x=1.jpg=3'], '/pictures/x=1.jpg')).toEqual([{ path: '/pictures/x=1.jpg', weight: 3 }]);
  });

  test('what follows the = of a name that is not there is no wrong weight', () => {
    expect(stylesOf(['x=y.jpg', '=3'])).toEqual([
      { path: '/pictures/x=y.jpg', weight: 1 },
      { path: '/pictures/=3', weight: 1 },
    ]);
  });

  test.each(['a.jpg=-1', 'a.jpg=Infinity', 'a.jpg=much', 'a.jpg='])('%s is refused', (text) => {
    const attempt = () => stylesOf([text], '/pictures/a.jpg');
    expect(attempt).toThrow(expect.objectContaining({ code: 'usage', file: '/pictures/a.jpg' }));
  });

  test('some weight must be above 0', () => {
    expect(stylesOf(['a=0', 'b=1'])).toHaveLength(2);
    expect(() => stylesOf(['a=0', 'b=0'])).toThrow(/weight 0/);
  });

  test('there are one to five', () => {
    expect(stylesOf(['a', 'b', 'c', 'd', 'e'])).toHaveLength(5);
    expect(() => stylesOf(['a', 'b', 'c', 'd', 'e', 'f'])).toThrow(/6 styles/);
    expect(() => parseStyles(undefined, { cwd, fileExists: () => false })).toThrow(/No style/);
  });
});

describe('--mask', () => {
  const maskOf = (mask: string, ...files: string[]) =>
    parseStyles([{ style: 'a.jpg', mask }], withFiles(files))[0]!.mask;

  test('is a file, or a colour in one', () => {
    expect(maskOf('sky.png')).toEqual({ path: '/pictures/sky.png' });
    expect(maskOf('map.png=#FF8000')).toEqual({ path: '/pictures/map.png', color: '#ff8000' });
    expect(maskOf('map.png=00ff7f')).toEqual({ path: '/pictures/map.png', color: '#00ff7f' });
  });

  test('a file whose name has a = is taken whole when it is there', () => {
    expect(maskOf('x=ffffff', '/pictures/x=ffffff')).toEqual({ path: '/pictures/x=ffffff' });
    expect(maskOf('x=y.png')).toEqual({ path: '/pictures/x=y.png' });
  });

  test.each(['map.png=red', 'map.png=#ff00', 'map.png='])('%s is refused', (text) => {
    const attempt = () => maskOf(text, '/pictures/map.png');
    expect(attempt).toThrow(expect.objectContaining({ code: 'usage', file: '/pictures/map.png' }));
  });
});

describe('--set', () => {
  test.each([
    ['1', 1],
    ['1e-3', 0.001],
    ['true', true],
    ['null', null],
    ['[1,2]', [1, 2]],
    ['{"relu1_1": 1}', { relu1_1: 1 }],
    ['"512"', '512'],
    ['average', 'average'],
    ['', ''],
    ['{broken', '{broken'],
  ])('the value %s', (text, value) => {
    expect(parseValue(text)).toEqual(value);
  });

  test('only the first = parts key and value, and the last of a key wins', () => {
    const settings = collectSettings({}, ['a=1', 'name=x=y', 'a=2'], cwd);
    expect(settings).toEqual({ a: 2, name: 'x=y' });
  });

  test('a file is meant from the current folder', () => {
    const settings = collectSettings({}, ['initial.file=start.png', 'network=mine.h5', 'title=a.png'], cwd);
    expect(settings).toEqual({
      'initial.file': '/pictures/start.png',
      network: '/pictures/mine.h5',
      title: 'a.png',
    });
  });

  test.each(['pooling', '=1', ''])('"%s" is refused: no key or no value', (text) => {
    expect(() => collectSettings({}, [text], cwd)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('a key that could be mistaken for a part of the object is only a key', () => {
    const settings = collectSettings({}, ['__proto__=1'], cwd);
    expect(Object.entries(settings)).toEqual([['__proto__', 1]]);
  });
});

test('options of their own become settings; what they may be is left to the engine', () => {
  const named = { network: 'vgg19', size: '512', iterations: 'many', seed: '7' };
  expect(collectSettings(named, ['pooling=l2'], cwd)).toEqual({
    network: 'vgg19',
    size: 512,
    iterations: 'many',
    seed: 7,
    pooling: 'l2',
  });
  expect(collectSettings({ size: 'native' }, undefined, cwd)).toEqual({ size: 'native' });
});

test('an option and --set of the same key contradict each other', () => {
  expect(() => collectSettings({ size: '256' }, ['size=512'], cwd)).toThrow(/--size and --set size/);
});

test('recipes and networks are names or files', () => {
  expect(recipeArgument('studio', cwd)).toBe('studio');
  expect(recipeArgument('mine.json', cwd)).toBe('/pictures/mine.json');
  expect(recipeArgument('./mine', cwd)).toBe('/pictures/mine');
  expect(settingArgument('network', 'vgg19', cwd)).toBe('vgg19');
  expect(settingArgument('network', 'weights/vgg.safetensors', cwd)).toBe(
    '/pictures/weights/vgg.safetensors',
  );
});

describe('a file', () => {
  test('is meant from where the person is, or named by an address of this machine', () => {
    expect(fileArgument('a b.png', cwd)).toBe('/pictures/a b.png');
    expect(fileArgument('file:///art/a%20b.png', cwd)).toBe('/art/a b.png');
    expect(settingArgument('network', 'file:///art/net.h5', cwd)).toBe('/art/net.h5');
    expect(recipeArgument('file:///art/mine.json', cwd)).toBe('/art/mine.json');
    expect(fileArgument('c:/a.png', cwd)).toBe('/pictures/c:/a.png');
  });

  test.each(['https://example.org/a.png', 'http://a/b.json', 's3://bucket/a.png', 'file://server/a.png'])(
    'is not on another machine: %s',
    (address) => {
      for (const read of [
        fileArgument,
        (text: string, from: string) => settingArgument('network', text, from),
        recipeArgument,
      ]) {
        expect(() => read(address, cwd)).toThrow(/is an address, not a file|names no file of this machine/);
      }
      expect(() => collectSettings({}, [`initial.file=${address}`], cwd)).toThrow(StylizeError);
    },
  );
});
