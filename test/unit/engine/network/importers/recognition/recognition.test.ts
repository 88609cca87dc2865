import { describe, expect, it } from 'vitest';

import { hwio, oihw } from '../../../../../../src/engine/network/importers/recognition/kernel-order';
import { recognize } from '../../../../../../src/engine/network/importers/recognition/recognition';
import { type Network, vgg19 } from '../../../../../../src/engine/network/network';
import { convolutions } from '../../../../../../src/engine/network/parameters';
import { readForeignNetwork } from '../../../../../../src/engine/node/weights/read-foreign';
import { countedNetwork, fixture } from '../fixtures';
import { refusal } from '../refusal';

interface Shape {
  readonly shape: readonly number[];
}

const wanted = convolutions(vgg19);
/** Where torchvision has VGG-19's convolutions among its layers (torchvision/models/vgg.py, configuration E). */
const numbers = [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34];

/** Tensors as in a file: two for each name, with the shapes of VGG-19's convolutions or of others. */
function file(names: readonly string[], shapes = wanted.map(oihw.shape)): [string, Shape][] {
  return names.flatMap((name, at): [string, Shape][] => [
    [`${name}.weight`, { shape: shapes[at]! }],
    [`${name}.bias`, { shape: [shapes[at]![0]!] }],
  ]);
}

const named = (nameOf: (number: number, at: number) => string) => numbers.map(nameOf);
const recognized = (tensors: [string, Shape][]) =>
  recognize(tensors, { expected: vgg19, kernelOrders: [oihw, hwio] });
const inOrder = (tensors: [string, Shape][]) =>
  tensors.filter(([name]) => name.endsWith('.weight')).map(([, t]) => t);

describe('VGG-19 is recognized', () => {
  it.each<[string, readonly string[], string | undefined, string]>([
    ['by torchvision’s names', named((n) => `features.${n}`), 'torchvision', ''],
    ['by their numbers alone', named((n) => `${n}`), 'torchvision', ''],
    ['below the names of wrappers', named((n) => `module.vgg.features.${n}`), 'torchvision', 'module.vgg'],
    ['cut into slices', named((n, at) => `net.slice${(at >> 2) + 1}.${n}`), 'torchvision', 'net'],
    ['by the names of Caffe', wanted.map(({ name }) => `vgg.${name}`), 'Caffe', 'vgg'],
    ['by shape and order', named((_, at) => `encoder.conv${at + 1}`), undefined, 'encoder'],
    ['by shape and order, with names of letters', named((_, at) => 'abcdefghijklmnop'[at]!), undefined, ''],
  ])('%s', (_, names, convention, place) => {
    const tensors = file(names);

    const found = recognized(tensors);

    expect(found.matches.map(({ kernel }) => kernel)).toEqual(inOrder(tensors));
    expect(found.matches.map(({ convolution }) => convolution.name)).toEqual(wanted.map(({ name }) => name));
    expect(found.convention?.title.split(/[:,]/)[0]).toBe(convention);
    expect(found).toMatchObject({ place, hasClassifier: false });
  });

  it('in a file that is sorted by the names’ letters', () => {
    const sorted = file(named((_, at) => `encoder.conv${at + 1}`)).toSorted(([a], [b]) => (a < b ? -1 : 1));

    expect(recognized(sorted).matches.map(({ convolution }) => convolution.name)[9]).toBe('conv4_2');
    expect(recognized(sorted).matches[9]!.kernel).toBe(new Map(sorted).get('encoder.conv10.weight'));
  });

  it.each([
    ['of matrices', { shape: [4096, 25088] }, { shape: [1000, 4096] }],
    ['of convolutions', { shape: [4096, 512, 7, 7] }, { shape: [1000, 4096, 1, 1] }],
  ])('without its classifier %s, wherever that is', (_, first, second) => {
    const tensors = file(named((n) => `features.${n}`));
    const classifier: [string, Shape][] = [
      ['classifier.0.weight', first],
      ['classifier.0.bias', { shape: [4096] }],
      ['classifier.3.weight', second],
      ['classifier.3.bias', { shape: [1000] }],
    ];

    for (const all of [
      [...tensors, ...classifier],
      [...classifier, ...tensors],
    ]) {
      expect(recognized(all)).toMatchObject({ hasClassifier: true, matches: { length: 16 } });
    }
  });

  it('beside other networks, and as a part of one', () => {
    const decoder: [string, Shape][] = [
      ['decoder.0.weight', { shape: [256, 512, 3, 3] }],
      ['decoder.0.bias', { shape: [256] }],
    ];
    const found = recognized([...decoder, ...file(named((n) => `encoder.features.${n}`))]);

    expect(found).toMatchObject({ place: 'encoder', matches: { length: 16 } });
  });

  it('as far as it goes, where VGG-16 does not begin in the same way', () => {
    for (const names of [named((n) => `features.${n}`), named((_, at) => `c${at}`)]) {
      expect(recognized(file(names.slice(0, 9))).matches.at(-1)!.convolution.name).toBe('conv4_1');
      expect(() => recognized(file(names.slice(0, 7)))).toThrow(/has only 7|has no features\.16/);
    }
  });

  it('with the mean and the deviation of colours that it subtracts', () => {
    const constants: [string, Shape][] = [
      ['mean', { shape: [1, 3, 1, 1] }],
      ['std', { shape: [1, 3, 1, 1] }],
    ];
    expect(recognized([...constants, ...file(named((n) => `features.${n}`))]).matches).toHaveLength(16);
  });
});

describe('another network is not taken for VGG-19', () => {
  /** VGG's other configurations (Simonyan & Zisserman 2014, table 1): convolutions of each block. */
  const configuration = (...blocks: number[]) => {
    let inputs = 3;
    return blocks.flatMap((length, block) =>
      Array.from({ length }, () => {
        const outputs = [64, 128, 256, 512, 512][block]!;
        const shape = [outputs, inputs, 3, 3];
        inputs = outputs;
        return shape;
      }),
    );
  };
  const counted = (shapes: number[][]) =>
    file(
      shapes.map((_, at) => `net.${at + 100}`),
      shapes,
    );

  it.each([
    ['VGG-11', counted(configuration(1, 1, 2, 2, 2))],
    ['VGG-13', counted(configuration(2, 2, 2, 2, 2))],
    ['VGG-16', counted(configuration(2, 2, 3, 3, 3))],
    ['VGG-19 with one layer more', counted([...configuration(2, 2, 4, 4, 4), [512, 512, 3, 3]])],
    ['VGG-19 that begins with another layer', counted([[3, 3, 1, 1], ...configuration(2, 2, 4, 4, 4)])],
    ['VGG-19 with wider kernels', counted(configuration(2, 2, 4, 4, 4).map(([o, i]) => [o!, i!, 5, 5]))],
    ['a network without convolutions', [['a.weight', { shape: [10, 20] }]] as [string, Shape][]],
    ['nothing', []],
  ])('%s', (_, tensors) => {
    expect(() => recognized(tensors)).toThrow();
  });

  it('when names that are known stand in other places', () => {
    const names = named((n) => `features.${n}`).with(13, 'features.extra');

    expect(() => recognized(file(names))).toThrow(
      'it has no features.30, and it has unknown layers: features.extra',
    );
  });

  it('when a kernel has no bias, or a weight more', () => {
    const tensors = file(named((n) => `features.${n}`));
    expect(() => recognized(tensors.filter(([name]) => name !== 'features.5.bias'))).toThrow(
      "5's bias is missing",
    );
    const more: [string, Shape][] = [...tensors, ['features.5.weight_g', { shape: [128] }]];
    expect(() => recognized(more)).toThrow("5's bias is missing");
  });
});

describe('a file under other names is read', () => {
  const counted = countedNetwork();
  const expected = counted.description;

  it.each([
    ['training-float64.pth', 'found under "model.module.vgg"'],
    ['keras-half.h5', 'found under "vgg19"; its classifier is left out'],
  ])('%s', async (name, said) => {
    const { parameters, convention } = await readForeignNetwork(fixture(name), expected);

    expect(parameters).toEqual(counted.parameters);
    expect(convention).toContain(said);
  });

  it('timm’s, in bfloat16 and with a classifier of convolutions', async () => {
    const network = await readForeignNetwork(fixture('timm-bfloat16.pth'), expected);

    expect(network.parameters).toEqual(rounded(counted.parameters));
    expect(network.convention).toMatch(/^torchvision: .*; its classifier is left out$/);
    expect(network.description.name).toBe('vgg19-torchvision');
  });

  it('but with batch normalization it is another network', async () => {
    const path = fixture('batch-normalized.pth');

    const { message } = await refusal(path, readForeignNetwork(path, expected));

    expect(message).toContain('it is not VGG-19: it has features.1, features.4 besides its convolutions');
    expect(message).toContain('batch normalization');
  });

  /** Rounds to the nearest bfloat16, ties to even. */
  function rounded(parameters: Network['parameters']): Network['parameters'] {
    const round = (value: number) => {
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 7);
      const scaled = value / unit;
      const down = Math.floor(scaled);
      const up = scaled - down > 0.5 || (scaled - down === 0.5 && down % 2 !== 0);
      return (up ? down + 1 : down) * unit;
    };
    return new Map(
      [...parameters].map(([name, { kernel, bias }]) => [
        name,
        { kernel: kernel.map(round), bias: bias.map(round) },
      ]),
    );
  }
});
