import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/ui/*.ui.ts'],
    setupFiles: ['test/support/platform.ts'],
    globalSetup: ['test/ui/support/set-up.ts'],
    // A run takes seconds on an idle machine, minutes on one that does other work too.
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // What fails once is a defect, of the tests or of the product.
    retry: 0,
    // One window at a time: two would share the processor with two engines.
    fileParallelism: false,
  },
});
