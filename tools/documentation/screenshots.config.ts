import ui from '../../test/ui/vitest.config';

export default {
  ...ui,
  test: { ...ui.test, include: ['tools/documentation/screenshots.ts'], testTimeout: 1_800_000 },
};
