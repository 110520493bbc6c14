// `npm run migrate:dev -- --name what-changes`: writes the migration that leads to prisma/schema. Uses a database of its own below .data,
// because Prisma may ask to empty it; with DATABASE_URL, that one.
import { spawnSync } from 'node:child_process';
import { startEmbeddedPostgres } from '#app/store/embedded-postgres.ts';

const given = process.env['DATABASE_URL'];
const postgres = given ? null : await startEmbeddedPostgres({ dataDir: '.data/migrate-dev', log: console.log });
try {
  const env = { ...process.env, DATABASE_URL: postgres?.url ?? given, CHECKPOINT_DISABLE: '1' };
  process.exitCode = spawnSync('prisma', ['migrate', 'dev', ...process.argv.slice(2)], { env, stdio: 'inherit' }).status ?? 1;
} finally {
  await postgres?.stop();
}
