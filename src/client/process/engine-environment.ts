/** Variables that the engine, its libraries and the drivers are known to read. */
const names: ReadonlySet<string> = new Set([
  // Programs and libraries, the person's folders, the language.
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
  // The connection to the server that has the weights.
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
  // Libraries: ONNX Runtime, Dawn, TensorFlow, and their threading libraries.
  ...['ORT_', 'DAWN_', 'TF_', 'XLA_', 'OMP_', 'KMP_', 'MKL_', 'OPENBLAS_'],
];

/**
 * The part of an environment that the engine needs. Tokens, keys and passwords of other programs stay out, and so does
 * what would make its Node load other code (`NODE_OPTIONS`, `NODE_PATH`).
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows ignores the case of names, and the proxy variables are often in lower case.
  const isNeeded = (name: string) => {
    const upper = name.toUpperCase();
    return names.has(upper) || prefixes.some((prefix) => upper.startsWith(prefix));
  };
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isNeeded(name)));
}
