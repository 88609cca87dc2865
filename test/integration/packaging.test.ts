import { fileURLToPath } from 'node:url';

import { glob } from 'tinyglobby';
import { expect, it } from 'vitest';

import { shippedNatives, targets, wrongNatives } from '../../scripts/package/targets.mjs';

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

it('a package with libraries of another platform, DirectML, or two ONNX Runtimes is refused', () => {
  const onnx = 'extension/node_modules/onnxruntime-node/bin/napi-v6';
  const mac = [
    `${onnx}/darwin/arm64/libonnxruntime.1.dylib`,
    `${onnx}/darwin/arm64/onnxruntime_binding.node`,
  ];
  const windows = ['onnxruntime.dll', 'dxil.dll'].map((name) => `${onnx}/win32/x64/${name}`);
  const vips = 'extension/node_modules/@img/sharp-win32-x64/lib/libvips-42.dll';

  expect(wrongNatives([...mac, 'extension/dist/engine.js'], 'darwin-arm64')).toEqual([]);
  expect(wrongNatives([...windows, vips], 'win32-x64')).toEqual([]);
  expect(wrongNatives(['extension/dist/engine.js'], 'universal')).toEqual([]);

  const second = `${onnx}/darwin/arm64/libonnxruntime.1.30.0.dylib`;
  expect(wrongNatives([...mac, second], 'darwin-arm64')).toEqual(['it has 2 ONNX Runtimes, not 1']);
  const directMl = `${onnx}/win32/x64/DirectML.dll`;
  expect(wrongNatives([...windows, directMl], 'win32-x64')).toEqual([`${directMl} is not for win32-x64`]);
  expect(wrongNatives([...windows, vips], 'win32-arm64')).toHaveLength(3);
  expect(wrongNatives(mac, 'universal')).toHaveLength(3);
  expect(wrongNatives([], 'linux-x64')).toEqual(['it has 0 ONNX Runtimes, not 1']);
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
