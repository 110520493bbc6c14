// `npm run check:generated`: what is written by hand and by machine says the same. The migrations, run on an empty database, must make
// exactly the tables of prisma/schema.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#app/store/embedded-postgres.ts';
import { migrate } from '#app/store/migrate.ts';

const postgres = await startEmbeddedPostgres({ dataDir: path.resolve('.data/tests/postgres'), log: console.log });
try {
  const name = `test_${process.pid}_generated`;
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name}`);
    const url = postgres.url.replace(/[^/]+$/, name);
    await migrate(url);
    compareWithSchema(url);
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  }
} finally {
  await postgres.stop();
}

function compareWithSchema(url: string): void {
  const args = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema', '--exit-code'];
  const env = { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1' };
  const { status, stdout, stderr } = spawnSync('prisma', args, { env, encoding: 'utf8' });
  if (status === 0) return;
  process.exitCode = 1;
  console.error(
    status === 2
      ? `prisma/migrations and prisma/schema differ; "npm run migrate:dev" writes the missing migration.\n${stdout}`
      : `prisma migrate diff failed:\n${stdout}${stderr}`,
  );
}
