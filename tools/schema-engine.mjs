#!/usr/bin/env node
// Stands in for Prisma's native `schema-engine`: the same arguments and the same JSON-RPC over stdin and stdout, answered by the
// WebAssembly engine and a driver adapter, both from npm. The Prisma CLI starts it (see prisma.config.ts); no download is made.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const TYPE_CHAR = 18;
const TYPE_TEXT = 25;

const args = process.argv.slice(2);
const datasource = JSON.parse(optionsNamed('--datasource')[0] ?? '{}');
const databaseUrl = datasource.url ?? process.env.DATABASE_URL;

if (args.includes('--version')) {
  console.log('schema-engine-cli wasm');
} else if (args.includes('cli')) {
  await runCommand(args[args.indexOf('cli') + 1]);
} else {
  await serve();
}
process.exit();

/** Every value that follows an option of this name. */
function optionsNamed(name) {
  return args.filter((_, index) => args[index - 1] === name);
}

/** `can-connect-to-database` and `create-database`: exit code 0, or 1 with the error where the CLI looks for it. */
async function runCommand(command) {
  try {
    if (command === 'create-database') await createDatabase();
    else await withClient(databaseUrl, () => undefined);
  } catch (error) {
    process.stderr.write(`{}\n${JSON.stringify(connectionError(error))}\n`);
    process.exitCode = 1;
  }
}

async function createDatabase() {
  const maintenance = new URL(databaseUrl);
  maintenance.pathname = '/postgres';
  await withClient(maintenance.href, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(databaseName())}`));
}

function databaseName() {
  return decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
}

/** The native engine's log line for a database that is away (P1001) or does not exist (P1003). */
function connectionError(error) {
  const missing = error.code === '3D000';
  return {
    timestamp: new Date().toISOString(),
    level: 'ERROR',
    target: 'schema_engine::logger',
    fields: {
      message: missing ? `Database \`${databaseName()}\` does not exist` : `Can't reach database server: ${error.message}`,
      is_panic: false,
      error_code: missing ? 'P1003' : 'P1001',
      meta: { database_name: databaseName() },
    },
  };
}

async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Answers requests line by line until stdin ends. */
async function serve() {
  const panic = { message: null };
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panic.message = message) };
  let engine;
  const notices = { next: 1_000_000 };
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const request = JSON.parse(line);
    if (!request.method) continue; // an acknowledgement of our own `print`
    try {
      send({ id: request.id, result: await answer(request, () => (engine ??= loadEngine()), notices) });
    } catch (error) {
      const data =
        panic.message === null
          ? { is_panic: false, message: error.message ?? String(error), error_code: error.code ?? null, meta: error.meta ?? {} }
          : { is_panic: true, message: panic.message };
      send({ id: request.id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
    }
  }
}

async function answer(request, engineOnce, notices) {
  const method = request.method.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  if (method === 'createDatabase' || method === 'ensureConnectionValidity') {
    await withClient(databaseUrl, () => undefined);
    return method === 'createDatabase' ? { databaseName: databaseName() } : {};
  }
  const engine = await engineOnce();
  if (typeof engine[method] !== 'function') throw new Error(`the WebAssembly schema engine has no method ${method}`);
  const result = (await engine[method](method === 'version' ? undefined : request.params)) ?? {};
  if (method === 'diff' && result.stdout) {
    // The native engine prints a diff by a request of its own, before its answer.
    send({ id: notices.next++, method: 'print', params: { content: result.stdout } });
    result.stdout = null;
  }
  return result;
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

async function loadEngine() {
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = await import(pathToFileURL(glue).href);
  const wasm = new WebAssembly.Module(readFileSync(path.join(path.dirname(glue), 'schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  const files = optionsNamed('--datamodels');
  const datamodels = files.length > 0 ? files.map((file) => [file, readFileSync(file, 'utf8')]) : undefined;
  return bindings.SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapterFactory()));
}

function adapterFactory() {
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connectAdapter(databaseUrl),
    // The adapter's own method ignores the shadow database's name beside a connection string and would use the real database.
    async connectToShadowDb() {
      if (datasource.shadowDatabaseUrl) return connectAdapter(datasource.shadowDatabaseUrl);
      const name = `prisma_migrate_shadow_db_${randomUUID()}`;
      await withClient(databaseUrl, (client) => client.query(`CREATE DATABASE "${name}"`));
      const shadow = new URL(databaseUrl);
      shadow.pathname = `/${name}`;
      return connectAdapter(shadow.href, () =>
        withClient(databaseUrl, (client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)),
      );
    },
  };
}

/** A driver adapter made for the client, mended in the two places where the schema engine asks for more. */
async function connectAdapter(connectionString, afterDispose) {
  const pool = new pg.Pool({ connectionString, max: 1 });
  const chars = readCharAsText(pool);
  const schema = new URL(connectionString).searchParams.get('schema') ?? undefined;
  const adapter = chars.restoreTypes(await new PrismaPg(pool, { schema }).connect());
  const begin = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (level) => chars.restoreTypes(await begin(level));
  // The adapter would split a script at every ";", which breaks $$ bodies; the server takes it whole.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  adapter.dispose = async () => {
    await pool.end();
    await afterDispose?.();
  };
  return adapter;
}

/** The adapter refuses pg_catalog's "char" columns: they go through as text and get their type back. The engine asks one query at a time. */
function readCharAsText(pool) {
  let columns = [];
  const watch = (owner) => {
    const query = owner.query.bind(owner);
    owner.query = async (...parameters) => {
      const result = await query(...parameters);
      const fields = result?.fields ?? [];
      columns = fields.flatMap((field, index) => (field.dataTypeID === TYPE_CHAR ? [index] : []));
      for (const index of columns) fields[index].dataTypeID = TYPE_TEXT;
      return result;
    };
  };
  watch(pool);
  pool.on('connect', watch);
  return {
    restoreTypes(queryable) {
      const queryRaw = queryable.queryRaw.bind(queryable);
      queryable.queryRaw = async (query) => {
        const result = await queryRaw(query);
        for (const index of columns) result.columnTypes[index] = ColumnTypeEnum.Character;
        return result;
      };
      return queryable;
    },
  };
}
