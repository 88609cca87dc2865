import { fileURLToPath } from 'node:url';

import { glob } from 'tinyglobby';
import { expect, it } from 'vitest';

import { shippedNatives, targets } from '../../scripts/package/targets.mjs';

const natives = fileURLToPath(new URL('../../node_modules/onnxruntime-node/bin/napi-v6', import.meta.url));

const shipped = async (target: string) => {
  const { platform, arch } = targets[target]!;
  return shippedNatives(await glob('**', { cwd: natives }), { platform: platform!, arch: arch! }).sort();
};

it.each([
  ['linux-x64', ['libonnxruntime.so.1', 'onnxruntime_binding.node']],
  ['linux-arm64', ['libonnxruntime.so.1', 'onnxruntime_binding.node']],
  ['win32-x64', ['dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node']],
  ['win32-arm64', ['dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node']],
  ['darwin-arm64', ['libonnxruntime.1.dylib', 'onnxruntime_binding.node']],
])('%s takes each native library once, of its own platform', async (target, names) => {
  const folder = target.split('-').join('/');

  expect(await shipped(target)).toEqual(names.map((name) => `${folder}/${name}`));
});

it('there is a target for every platform that ONNX Runtime is built for', async () => {
  const platforms = await glob('*/*', { cwd: natives, onlyDirectories: true });
  const built = platforms.map((path) => path.replace(/\/$/, '').replace('/', '-'));

  expect(built.length).toBeGreaterThan(3);
  expect(Object.keys(targets)).toEqual(expect.arrayContaining(built));
  expect(Object.keys(targets).filter((name) => !built.includes(name))).toEqual(['universal']);
});

it('the package for Linux x64 may measure 45 MB at most', () => {
  expect(targets['linux-x64']!.megabytes).toBeLessThanOrEqual(45);
});
