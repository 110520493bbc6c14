import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { join } from '#app/services/join.ts';
import { readMember } from '#app/services/read-member.ts';
import { readOrder } from '#app/services/read-order.ts';
import { readCode, readInbox } from '#app/services/read-overview.ts';
import { redeem } from '#app/services/redeem.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { anOrder, aProgram, linesOf, returned } from '#tests/builders.ts';
import { createTestDatabase, type TestDatabase } from '#tests/setup/database.ts';
import { addStore, openQuietDesk, settle } from './audit-desk.ts';

const WIDTH = 100;
const REWARD = {
  id: 'five',
  name: '5.00 off',
  cost: { kind: 'points', points: 40 },
  value: { kind: 'amount', amounts: { EUR: 500 } },
} as const;

const key = randomBytes(32);
let testDatabase: TestDatabase;
let desk: ReturnType<typeof openQuietDesk>;
let address: StoreAddress;
let memberId: string;
let code: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  desk = openQuietDesk(testDatabase.url, key);
  address = await addStore(desk, aProgram({ rewards: [REWARD] }));
  const now = await desk.database.now();
  const placedAt = now - 3_600_000;
  const customer = { customerId: 'anna', email: 'Anna@Example.com', firstName: 'Anna \u001b[31mred', lastName: 'Berg 山田' };
  const orders: OrderSnapshot[] = ['1001', '1002'].map((orderId) =>
    anOrder({ orderId, name: `#${orderId}`, placedAt, customer, lines: linesOf(7_000, 2_050) }),
  );
  await settle(desk, address, orders);
  await settle(desk, address, [returned(orders[1]!, { '2': 1 })]);
  const joined = await join(desk, { address, customerId: 'anna', via: 'test' });
  memberId = joined.ok ? joined.value.memberId : '';
  const redeemed = await redeem(desk, {
    address,
    memberId,
    rewardId: 'five',
    redemptionId: randomUUID(),
    points: null,
    actor: { kind: 'member', id: memberId },
  });
  code = redeemed.ok ? (redeemed.value.code ?? '') : '';
});

afterAll(async () => {
  await desk.database.close();
  await testDatabase.drop();
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool as an operator would; `more` replaces variables. */
function run(tool: 'rung' | 'audit', words: readonly string[], more: Record<string, string> = {}): Promise<Ran> {
  const env = {
    ...{ NODE_ENV: 'test', PATH: process.env['PATH'], DATABASE_URL: testDatabase.url },
    ...{ SHOPIFY_API_KEY: 'key', SHOPIFY_API_SECRET: 'secret', ENCRYPTION_KEYS: `k1:${key.toString('base64')}`, ...more },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [`tools/${tool}.ts`, ...words], { env: env as NodeJS.ProcessEnv }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

/** As a reader of JSON gets it. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function lastJson({ stdout }: Ran): unknown {
  expect(stdout.trimEnd().split('\n'), 'one line of JSON and nothing else').toHaveLength(1);
  return JSON.parse(stdout);
}

function expectReadable({ code: exitCode, stdout, stderr }: Ran): void {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
  expect(stdout).not.toMatch(/\u001b/);
}

describe('rung member', () => {
  test('reads one out to people: by e-mail, in whatever capitals', async () => {
    const ran = await run('rung', ['member', 'anna@example.com']);
    expectReadable(ran);
    for (const part of ['Berg 山田 (member)', memberId, '120 shown: 120 available', 'order-settled', code, '5.00 off'])
      expect(ran.stdout).toContain(part);
  });

  test('answers scripts with the very view of the admin pages', async () => {
    const ran = await run('rung', ['member', memberId, '--json']);
    expect(lastJson(ran)).toEqual(asJson({ format: 1, ...(await readMember(desk, null, memberId)) }));
  });
});

describe('rung order, code, inbox', () => {
  test('an order says why, by its name or its number', async () => {
    for (const name of ['#1002', '1002']) {
      const ran = await run('rung', ['order', name]);
      expectReadable(ran);
      for (const part of ['Order #1002', 'points', 'Why', 'order-settled']) expect(ran.stdout).toContain(part);
    }
    const ran = await run('rung', ['order', '1001', '--json', '--program', address.programId]);
    expect(lastJson(ran)).toEqual({ format: 1, orders: asJson(await readOrder(desk, null, '1001')) });
  });

  test('a code says whose it is', async () => {
    const ran = await run('rung', ['code', code.toLowerCase()]);
    expectReadable(ran);
    expect(ran.stdout).toContain(memberId);
    expect(lastJson(await run('rung', ['code', code, '--json']))).toEqual({
      format: 1,
      codes: asJson(await readCode(desk, null, code)),
    });
  });

  test('the inbox lists what needs a look, and replay makes a message wait again', async () => {
    await desk.database.pool.query(
      `UPDATE inbox SET state = 'dead', reason = 'the field "lines" is missing' WHERE id = (SELECT min(id) FROM inbox)`,
    );
    const ran = await run('rung', ['inbox']);
    expectReadable(ran);
    expect(ran.stdout).toContain('the field "lines" is');
    const view = await readInbox(desk, null);
    const dead = view.rows.find(({ state }) => state === 'dead');
    const json = lastJson(await run('rung', ['inbox', '--json'])) as { rows: unknown };
    expect(json).toMatchObject({ format: 1, dead: 1, rows: asJson(view.rows) });
    expect(lastJson(await run('rung', ['replay', dead!.id, '--json']))).toEqual({ format: 1, replayed: dead!.id, ...address });
    expect((await readInbox(desk, null)).rows.find(({ id }) => id === dead!.id)).toMatchObject({ state: 'waiting', tries: 0 });
    await settle(desk, address, []);
  });
});

describe('the exit code says how it went', () => {
  test('1: there is no such thing', async () => {
    expect(await run('rung', ['member', 'nobody@example.com'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'no member nobody@example.com was found\n',
    });
    expect(lastJson(await run('rung', ['order', '9', '--json']))).toEqual({ format: 1, found: false, message: 'no order 9 was found' });
    expect(await run('rung', ['inbox', '--store', 'unknown.myshopify.com'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown.myshopify.com') as string,
    });
  });

  test.each([
    [[], 'say what to look for'],
    [['member'], 'member needs <id|e-mail>'],
    [['balance', 'x'], 'no command "balance"'],
    [['order', '1', '2'], 'too many words'],
    [['replay', 'x'], 'needs the number'],
    [['inbox', '--program', 'x'], '--program needs the id'],
    [['inbox', '--nonsense'], 'nonsense'],
  ])('2: wrong use %j', async (words, message) => {
    expect(await run('rung', words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) as string });
  });

  test('3: the database cannot be reached', async () => {
    const ran = await run('rung', ['inbox'], { DATABASE_URL: 'postgresql://rung:x@127.0.0.1:1/rung' });
    expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('cannot be reached') as string });
  });

  test('help is help', async () => {
    const ran = await run('rung', ['--help']);
    expectReadable(ran);
    for (const command of ['member', 'order', 'code', 'inbox', 'replay', '--json', 'Exit code']) expect(ran.stdout).toContain(command);
  });
});

describe('audit', () => {
  test('0: clean, for people and for scripts', async () => {
    const ran = await run('audit', []);
    expect(ran.stdout).toContain('The books are clean.');
    expectReadable(ran);
    expect(lastJson(await run('audit', ['--json']))).toMatchObject({
      format: 1,
      clean: true,
      differences: [],
      checked: { programs: 1, orders: 2 },
    });
  });

  test('1: differences, each named', async () => {
    await desk.database.pool.query('UPDATE balance SET held = held + 1');
    const ran = await run('audit', ['--program', address.programId]);
    expect(ran).toMatchObject({ code: 1, stdout: expect.stringMatching(/balance +[0-9a-f-]{36} +points: the balance says/) as string });
    expect(lastJson(await run('audit', ['--json']))).toMatchObject({
      clean: false,
      differences: expect.arrayContaining([expect.objectContaining({ check: 'balance', memberId })]) as unknown,
    });
    await desk.database.pool.query('UPDATE balance SET held = held - 1');
  });

  test('2: it could not run', async () => {
    expect(await run('audit', ['--program', randomUUID()])).toMatchObject({ code: 2 });
    expect(await run('audit', [], { DATABASE_URL: 'postgresql://rung:x@127.0.0.1:1/rung' })).toMatchObject({ code: 2 });
    expect(await run('audit', ['--nonsense'])).toMatchObject({ code: 2 });
  });
});
