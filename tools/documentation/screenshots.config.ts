import ui from '../../test/ui/vitest.config';

export default {
  ...ui,
  test: {
    ...ui.test,
    include: ['tools/documentation/screenshots.ts', 'tools/documentation/demonstration.ts'],
    testTimeout: 1_800_000,
  },
};
