import { defineConfig } from 'vitest/config';

/** `npm run test:wordpress`: what needs PHP, a WordPress and a minute or two; kept out of `npm test`, which needs nothing but Node. */
export default defineConfig({
  test: {
    name: 'wordpress',
    include: ['tests/wordpress/**/*.wordpress.ts'],
    globalSetup: ['tests/setup/servers.ts'],
    reporters: ['verbose'],
    fileParallelism: false,
    disableConsoleIntercept: true,
    testTimeout: 240_000,
    hookTimeout: 300_000,
  },
});
