import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/fixed-seed.ts'],
    // Children, disks and sockets are real here, and a machine may be busy.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
});
