/** Variables by name, for what the engine, its libraries and drivers are known to read. */
const names: ReadonlySet<string> = new Set([
  // Programs and libraries, folders of the person's, the language.
  ...['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'],
  ...['HOME', 'USER', 'LOGNAME', 'TMPDIR', 'LANG', 'LANGUAGE', 'TZ'],
  // Windows.
  ...[
    'SYSTEMROOT',
    'SYSTEMDRIVE',
    'WINDIR',
    'PROGRAMDATA',
    'PROGRAMFILES',
    'PROGRAMFILES(X86)',
    'COMMONPROGRAMFILES',
  ],
  ...['USERPROFILE', 'USERNAME', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'TMP', 'OS'],
  ...['NUMBER_OF_PROCESSORS', 'PATHEXT'],
  // The way to the server that has the weights.
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'],
  ...['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  // Graphics.
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'DRI_PRIME'],
]);

const prefixes: readonly string[] = [
  'STYLIZE_',
  ...['LC_', 'XDG_', 'PROCESSOR_'],
  // Drivers: Vulkan, Mesa, NVIDIA, AMD, Apple.
  ...['VK_', 'MESA_', 'LIBGL_', 'GALLIUM_', 'RADV_', 'AMD_', 'HIP_', 'HSA_', 'ROCR_', 'MTL_', 'METAL_'],
  ...['CUDA_', 'NVIDIA_', '__NV_', '__GLX_', '__VK_'],
  // Libraries: ONNX Runtime, Dawn, TensorFlow, and what they thread with.
  ...['ORT_', 'DAWN_', 'TF_', 'XLA_', 'OMP_', 'KMP_', 'MKL_', 'OPENBLAS_'],
];

/**
 * What the engine is told of an environment: what it needs, and no tokens, keys or passwords of other programs, nor what
 * would have its Node load other code (`NODE_OPTIONS`, `NODE_PATH`).
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows ignores the case of names, and proxies are named in lower case too.
  const isNeeded = (name: string) => {
    const upper = name.toUpperCase();
    return names.has(upper) || prefixes.some((prefix) => upper.startsWith(prefix));
  };
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isNeeded(name)));
}
