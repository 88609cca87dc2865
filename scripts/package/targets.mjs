/**
 * What the extension is packaged for, by VS Code's names: the native packages that each takes, and the most that it may
 * measure, in MB of 10⁶ bytes. ONNX Runtime has no build for macOS on Intel processors or for musl.
 */
export const targets = {
  'linux-x64': { platform: 'linux', arch: 'x64', libc: 'glibc', megabytes: 45 },
  'linux-arm64': { platform: 'linux', arch: 'arm64', libc: 'glibc', megabytes: 45 },
  'win32-x64': { platform: 'win32', arch: 'x64', megabytes: 45 },
  'win32-arm64': { platform: 'win32', arch: 'arm64', megabytes: 45 },
  'darwin-arm64': { platform: 'darwin', arch: 'arm64', megabytes: 45 },
  /** For every other machine: it has no native parts, and explains itself at first use. */
  universal: { megabytes: 10 },
};

/**
 * What a target takes of ONNX Runtime's native files, which lie in a folder for each platform and processor. Of macOS'
 * library there are two copies. DirectML, which its makers no longer develop, computes on the same cards as WebGPU.
 *
 * @param files paths such as `win32/x64/DirectML.dll`
 */
export function shippedNatives(files, { platform, arch }) {
  return files.filter(
    (file) =>
      file.startsWith(`${platform}/${arch}/`) &&
      !/libonnxruntime\.\d+\.\d+\.\d+\.dylib$|DirectML\.dll$/.test(file),
  );
}

/** What is wrong with the native files of a package: those that it should not have, and what it lacks. */
export function wrongNatives(files, target) {
  const { platform, arch } = targets[target];
  const natives = files.filter((file) => /\.(?:node|dll|dylib|so(?:\.[\d.]+)?)$/.test(file));
  const isOwn = (file) => file.includes(`/${platform}/${arch}/`) || file.includes(`-${platform}-${arch}/`);
  const foreign = natives.filter((file) => !isOwn(file) || file.endsWith('/DirectML.dll'));
  const runtimes = natives.filter((file) => /\/(?:lib)?onnxruntime\.[^/]*$/.test(file));
  const expected = platform === undefined ? 0 : 1;
  return [
    ...foreign.map((file) => `${file} is not for ${target}`),
    ...(runtimes.length === expected ? [] : [`it has ${runtimes.length} ONNX Runtimes, not ${expected}`]),
  ];
}
