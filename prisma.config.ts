import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma 7 fetches a native schema engine from its own server, even for `generate`. The WebAssembly engine from npm stands in,
// so that the npm registry alone is enough. To go back to the native one, set this variable to its path.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.resolve('tools/schema-engine.mjs');

const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  // Only `migrate` and `db` commands need a database; `npm run migrate:dev` starts the embedded one.
  ...(url === undefined ? {} : { datasource: { url } }),
});
