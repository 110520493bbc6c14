import { defineConfig } from 'vitest/config';

const PURE = ['tests/domain/**/*.test.ts', 'tests/contracts/**/*.test.ts'];
const TIDY = ['tests/tidy/**/*.test.ts'];
const E2E = ['tests/e2e/**/*.test.ts', 'tests/widget/**/*.test.ts'];
const EXTENSIONS = ['tests/extensions/**/*.test.ts'];

/** What needs a database and perhaps Redis gets one of each per run; see tests/setup/servers.ts. */
const servers = { globalSetup: ['tests/setup/servers.ts'], testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './tests/setup/summary-reporter.ts'],
    passWithNoTests: false,
    projects: [
      { test: { name: 'domain', include: PURE, testTimeout: 60_000, sequence: { groupOrder: 0 } } },
      { test: { name: 'tidy', include: TIDY, testTimeout: 120_000, sequence: { groupOrder: 0 } } },
      {
        // The UI extensions are Preact; Shopify's tester plays their platform in a document of its own.
        esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
        test: {
          name: 'extensions',
          include: EXTENSIONS,
          environment: 'jsdom',
          env: { APP_URL: 'https://rung.test' },
          server: { deps: { inline: ['@shopify/ui-extensions-tester'] } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'vault',
          include: ['tests/**/*.test.ts'],
          exclude: [...PURE, ...TIDY, ...E2E, ...EXTENSIONS],
          sequence: { groupOrder: 1 },
          ...servers,
        },
      },
      { test: { name: 'e2e', include: E2E, fileParallelism: false, sequence: { groupOrder: 2 }, ...servers, testTimeout: 120_000 } },
    ],
  },
});
