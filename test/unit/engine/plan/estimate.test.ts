import { expect, it } from 'vitest';

import { vgg19, type Network } from '../../../../src/engine/network/network';
import { costPerPixel, estimateRun } from '../../../../src/engine/plan/estimate';
import { probeMultiplications } from '../../../../src/engine/runtime/probe';

const network: Network = { description: vgg19, parameters: new Map() };
const scale = (width: number, height: number, iterations: number) => ({ width, height, iterations });

it('counts the multiplications of VGG-19 as published', () => {
  // 19.6 billion for a picture of 224×224 (Simonyan & Zisserman 2014; torchvision's documentation: 19.63 GMAC), of which
  // the classifier's 25088·4096 + 4096·4096 + 4096·1000 are none of ours.
  const classifier = 25_088 * 4096 + 4096 * 4096 + 4096 * 1000;
  const { multiplications } = costPerPixel(vgg19);

  expect((multiplications * 224 ** 2 + classifier) / 1e9).toBeCloseTo(19.63, 1);
});

it('takes time by the multiplications of all steps at the speed of the probe', () => {
  const estimate = estimateRun({
    network,
    scales: [scale(10, 10, 4), scale(20, 10, 3)],
    device: 'webgpu',
    limits: {},
    probeMilliseconds: 5,
  });

  const { multiplications } = costPerPixel(vgg19);
  const expected = ((2 * multiplications * (400 + 600)) / probeMultiplications) * 0.005;
  expect(estimate.seconds).toBeCloseTo(expected, 10);
  // The graphics card's memory is not known.
  expect(estimate.bytesAvailable).toBeUndefined();
});

it('takes memory by the largest scale, and names a size that fits when there is not enough', () => {
  const native = {
    network,
    scales: [scale(1500, 1000, 9), scale(6000, 4000, 1)],
    probeMilliseconds: 5,
    limits: { memoryBytes: 16e9 },
  };
  const estimate = estimateRun({ ...native, device: 'cpu', bytesAvailable: 24e9 });

  // 580 activations a pixel, each 4 bytes: 55.7 GB before everything else.
  expect(estimate.bytes).toBeGreaterThan(55e9);
  expect(estimate.bytes).toBeLessThan(65e9);
  expect(estimate.concerns).toEqual(['memory']);
  const side = Number(estimate.choices[0]!.settings['size']);
  expect(side % 64).toBe(0);
  const fitting = {
    ...native,
    scales: [scale(side, Math.round((side * 2) / 3), 10)],
    device: 'cpu',
  } as const;
  expect(estimateRun({ ...fitting, bytesAvailable: 24e9 })).toMatchObject({ concerns: [] });
  const larger = scale(side + 64, Math.round(((side + 64) * 2) / 3), 10);
  expect(estimateRun({ ...fitting, scales: [larger], bytesAvailable: 24e9 }).bytes).toBeGreaterThan(16e9);
});
