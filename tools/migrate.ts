// `npm run migrate`: brings the database at DATABASE_URL up to date, as its owner. With RUNG_APP_PASSWORD it also makes the role `rung_app` for
// the app and the worker, which may run the ledger's function but cannot write the ledger by hand. Safe to repeat.
import pg from 'pg';
import { migrate } from '#app/store/migrate.ts';

const ROLE = 'rung_app';
const WAIT_MS = 60_000;

const { DATABASE_URL, RUNG_APP_PASSWORD } = process.env;

if (DATABASE_URL) await run(DATABASE_URL);
else {
  console.error('DATABASE_URL is missing: the address of the database, with the role that owns it.');
  process.exitCode = 2;
}

async function run(url: string): Promise<void> {
  try {
    await untilReachable(url);
    const applied = await migrate(url);
    console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'the database is up to date');
    if (!RUNG_APP_PASSWORD) return;
    await grantApp(url, RUNG_APP_PASSWORD);
    console.log(`the role ${ROLE} may run the app`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** A database that starts at the same moment is waited for. */
async function untilReachable(url: string): Promise<void> {
  for (const until = Date.now() + WAIT_MS; ;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function grantApp(url: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [ROLE]);
    const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
    await client.query(`${verb} ROLE ${pg.escapeIdentifier(ROLE)} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    await client.query('SELECT rung_grant_app($1)', [ROLE]);
  } finally {
    await client.end();
  }
}
