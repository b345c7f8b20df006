import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '../..');
const onDatabase = path.join(root, 'test/support/postgres.ts');

export default defineConfig({
  root,
  // Nothing of the developer's shell or `.env` decides what a test sees.
  envDir: false,
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // A worker loads the application once, not once a file: files keep their state in databases of their own.
    isolate: false,
    retry: 0,
    restoreMocks: true,
    // Limits are there to end what hangs, never to judge how fast a machine is.
    expect: { poll: { timeout: 90_000 } },
    env: { NODE_ENV: 'test', TZ: 'UTC', LOG_LEVEL: 'silent' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/domain/**/*.test.ts', 'test/unit/**/*.test.ts', 'test/architecture*.test.ts'],
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'features',
          include: ['test/features/**/*.test.ts'],
          globalSetup: [onDatabase],
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: [onDatabase, path.join(root, 'test/support/prepare-browser.ts')],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
