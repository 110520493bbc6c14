import pg from 'pg';
import { readFileSync } from 'node:fs';
const url = /DATABASE_URL=(.*)/.exec(readFileSync('.data/demo/rung.env','utf8'))![1]!;
const c = new pg.Client({ connectionString: url }); await c.connect();
for (const q of process.argv.slice(2)) console.table((await c.query(q)).rows);
await c.end();
