import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/platform.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two suites at once: native convolutions use every core already.
    maxWorkers: 2,
    // As the engine does, for tests that load the runtime themselves.
    env: { ORT_DISABLE_TELEMETRY: '1' },
  },
});
