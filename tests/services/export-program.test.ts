import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, givePoints, memberOf, placeOrder } from './stage-books.ts';

let stage: ServiceStage;
let [at, other] = [] as unknown as [StageShop, StageShop];
let memberId: string;
const STAFF = 'command-line';

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({});
  other = await stage.openShop({});
  const [customer, stranger] = [await addCustomer(stage, at, { join: true }), await addCustomer(stage, other, { join: true })];
  await placeOrder(stage, at, { customerId: customer.customerId, prices: ['40.00'] });
  await placeOrder(stage, other, { customerId: stranger.customerId, prices: ['70.00'] });
  await stage.settleDown();
  memberId = await memberOf(stage, at.address, customer.customerId);
  await givePoints(stage, at, customer.customerId, 25);
  await stage.database.pool.query(
    `UPDATE member SET first_name = '=HYPERLINK("http://evil.example")', last_name = 'Ł, "Zoë"' WHERE program_id = $1 AND id = $2`,
    [at.address.programId, memberId],
  );
});
afterAll(() => stage.close());

const start = () => stage.services.exports.start({ programId: at.address.programId, staffId: STAFF });
const run = () => stage.services.runSchedule('program-exports');
const newest = async () => (await stage.services.exports.list(at.address.programId))[0];
const open = (exportId: string, programId = at.address.programId) => stage.services.exports.open({ programId, staffId: STAFF, exportId });

async function files(exportId: string): Promise<Record<string, string>> {
  const opened = await open(exportId);
  if (!opened.ok) throw new Error(opened.refusal.reason);
  const parts: Buffer[] = [];
  for await (const part of opened.value.parts) parts.push(part);
  const bytes = Buffer.concat(parts);
  expect(bytes.length).toBe(opened.value.bytes);
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));
}

describe('the file with everything', () => {
  test('has every list of the program, of no other, with numbers that agree with the books', async () => {
    const started = await start();
    expect(started).toMatchObject({ ok: true, value: { state: 'waiting' } });
    expect(await start()).toMatchObject({ ok: false, refusal: { reason: 'running' } });
    expect((await run())['rows']).toBeGreaterThan(10);
    const view = await newest();
    expect(view).toMatchObject({ state: 'done', done: view?.total });
    const unpacked = await files(view?.exportId ?? '');
    const about = JSON.parse(unpacked['about.json'] ?? '') as { files: { file: string; rows: number }[] };
    for (const { file, rows } of about.files) {
      const text = unpacked[file] ?? '';
      expect(text, file).not.toBe('');
      const lines = file.endsWith('.csv') ? text.split('\r\n').length - 2 : text.split('\n').length - 1;
      // A name may hold a line break; here none does.
      expect(lines, file).toBe(rows);
    }
    const members = unpacked['members.csv'] ?? '';
    expect(members.startsWith('member_id,state,first_name')).toBe(true);
    expect(members).toContain(`${memberId},member,"'=HYPERLINK(""http://evil.example"")","Ł, ""Zoë"""`);
    expect(members.match(/65,0,0,0,/)).not.toBeNull();
    expect(unpacked['order-traces.jsonl']).toContain('"trace"');
    expect(JSON.parse(unpacked['program-versions.jsonl']?.split('\n')[0] ?? '')).toMatchObject({ no: 1 });
    expect(unpacked['audit.csv']).toContain('program-export-started');
    for (const [name, text] of Object.entries(unpacked)) expect(text, name).not.toContain(other.address.programId);
  });

  test('is downloaded by nobody of another program, and every download stands in the audit', async () => {
    const id = (await newest())?.exportId ?? '';
    expect(await open(id, other.address.programId)).toMatchObject({ ok: false, refusal: { reason: 'gone' } });
    await open(id);
    const { rows } = await stage.database.pool.query(
      `SELECT 1 FROM audit_entry WHERE program_id = $1 AND action = 'program-export-downloaded'`,
      [at.address.programId],
    );
    expect(rows.length).toBeGreaterThan(1);
  });

  test('is thrown away after seven days', async () => {
    const id = (await newest())?.exportId ?? '';
    await stage.database.pool.query(`UPDATE program_export SET expires_at = clock_timestamp() - interval '1 second' WHERE id = $1`, [id]);
    expect(await open(id)).toMatchObject({ ok: false, refusal: { reason: 'gone' } });
    expect((await run())['dropped']).toBeGreaterThan(0);
    expect((await newest())?.state).toBe('expired');
    expect((await stage.database.pool.query('SELECT 1 FROM program_export_part')).rows).toEqual([]);
  });

  test('that was stopped is written no further', async () => {
    const started = await start();
    if (!started.ok) throw new Error(started.refusal.reason);
    const { exportId } = started.value;
    const actor = { programId: at.address.programId, staffId: STAFF, exportId };
    expect((await stage.services.exports.cancel(actor)).ok).toBe(true);
    expect(await stage.services.exports.cancel(actor)).toMatchObject({ refusal: { reason: 'gone' } });
    expect((await run())['rows']).toBe(0);
    expect((await newest())?.state).toBe('cancelled');
  });

  test('whose worker died is begun anew by another, and the first one writes nothing more', async () => {
    await start();
    await stage.database.pool.query(
      `UPDATE program_export SET state = 'running', claim = gen_random_uuid(), beat_at = clock_timestamp() - interval '3 minutes' WHERE state = 'waiting'`,
    );
    await stage.database.pool.query(
      `INSERT INTO program_export_part (program_id, export_id, no, bytes) SELECT program_id, id, 0, 'left over'::bytea FROM program_export WHERE state = 'running'`,
    );
    await run();
    const view = await newest();
    expect(view?.state).toBe('done');
    expect(Object.keys(await files(view?.exportId ?? ''))).toContain('transfers.csv');
  });

  test('of many rows is read a part at a time', async () => {
    const { pool } = stage.database;
    await pool.query(
      `INSERT INTO member (program_id, id, state, first_name) SELECT $1, gen_random_uuid(), 'member', 'Member ' || n FROM generate_series(1, 30000) n`,
      [other.address.programId],
    );
    await stage.services.exports.start({ programId: other.address.programId, staffId: STAFF });
    const before = process.memoryUsage().arrayBuffers;
    await run();
    const [view] = await stage.services.exports.list(other.address.programId);
    expect(view).toMatchObject({ state: 'done' });
    expect(view?.done).toBeGreaterThan(30_000);
    // The members' list alone is more than 4 MB of text.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000);
  });
});
