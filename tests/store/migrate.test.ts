import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '#app/store/migrate.ts';
import { createTestDatabase, type TestDatabase } from '#tests/setup/database.ts';

let database: TestDatabase;
let client: pg.Client;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('DELETE FROM _prisma_migrations');
  folder = await mkdtemp(path.join(tmpdir(), 'rung-migrations-'));
  await migration('1_first', 'CREATE TABLE first_thing (id int);');
});

afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
}

test('applies what is new, in order, once, however many processes start at once', async () => {
  await migration('2_second', 'ALTER TABLE first_thing ADD COLUMN name text;');
  const answers = await Promise.all([migrate(database.url, folder), migrate(database.url, folder), migrate(database.url, folder)]);
  expect(answers.flat()).toEqual(['1_first', '2_second']);
  expect(await migrate(database.url, folder)).toEqual([]);
});

test('takes a function body whole', async () => {
  await migration(
    '2_function',
    `CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 1; END $$; SELECT one();`,
  );
  expect(await migrate(database.url, folder)).toEqual(['1_first', '2_function']);
});

test('builds an index concurrently, outside a transaction', async () => {
  await migration('2_index', '-- The table is old.\nCREATE INDEX CONCURRENTLY first_thing_id ON first_thing (id);');
  expect(await migrate(database.url, folder)).toEqual(['1_first', '2_index']);
});

test('rolls a failing migration back whole, names it, and keeps those before it', async () => {
  await migration('2_broken', 'CREATE TABLE second_thing (id int); SELECT 1 / 0;');
  await expect(migrate(database.url, folder)).rejects.toThrow('the migration 2_broken failed: division by zero');
  const { rows } = await client.query(`SELECT to_regclass('first_thing') AS first, to_regclass('second_thing') AS second`);
  expect(rows).toEqual([{ first: 'first_thing', second: null }]);
  await migration('2_broken', 'CREATE TABLE second_thing (id int);');
  expect(await migrate(database.url, folder)).toEqual(['2_broken']);
});

test('refuses a migration that was changed after it was applied', async () => {
  await migrate(database.url, folder);
  await migration('1_first', 'CREATE TABLE first_thing (id bigint);');
  await expect(migrate(database.url, folder)).rejects.toThrow('1_first was changed after it was applied');
});
