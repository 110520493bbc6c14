import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StorefrontCode } from '#app/contracts/storefront.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  customerBalance,
  expectCleanBooks,
  givePoints,
  memberOf,
  placeOrder,
  redeemFor,
  redemptionOf,
  rowsOf,
} from './stage-books.ts';

const VOUCHER = {
  id: 'cinema',
  name: 'Cinema ticket',
  cost: { kind: 'points', points: 300 },
  value: { kind: 'voucher', partner: 'Odeon', worth: { EUR: 900 } },
} as const satisfies NonNullable<ProgramDraft['rewards']>[number];

let stage: ServiceStage;
let at: StageShop;
let customerId: string;
let memberId: string;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  at = await stage.openShop({ program: { rewards: [VOUCHER], redeeming: { issuedPerDayDefaultMinor: 100_000, openCodes: 50 } } });
  ({ customerId } = await addCustomer(stage, at, { join: true }));
  memberId = await memberOf(stage, at.address, customerId);
  await givePoints(stage, at, customerId, 2_000);
  await stage.settleDown();
});
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

const pools = () => stage.services.issuing;
const upload = (text: string, more: Partial<Parameters<ServiceStage['services']['issuing']['upload']>[0]> = {}) =>
  pools().upload({
    ...{
      programId: at.address.programId,
      rewardId: 'cinema',
      uploadId: randomUUID(),
      text,
      fileName: 'codes.csv',
      importGood: false,
      staffId: 'shopify:1',
    },
    ...more,
  });
const pool = () => pools().readPool(at.address.programId, 'cinema');
const shopper = (who = customerId) => ({ address: at.address, customerId: who, locale: 'en', language: 'en' }) as const;
const view = async (who = customerId) => {
  const shown = await stage.services.storefront.read(shopper(who));
  if (!shown) throw new Error('there is no page');
  return shown;
};
const codesOf = async (who = customerId): Promise<readonly StorefrontCode[]> => (await view(who)).codes;
const ask = (who: string, redemptionId: string = randomUUID()) =>
  stage.services.redeem({
    address: at.address,
    memberId: who,
    rewardId: 'cinema',
    redemptionId,
    points: null,
    actor: { kind: 'staff', id: 's' },
  });
const undo = (redemptionId: string) => stage.services.undoRedemption({ address: at.address, memberId, redemptionId });

describe('uploading a list', () => {
  test('keeps every code, sealed and hashed, with its last day', async () => {
    const done = await upload('code,expires\nAbC-1,2099-12-31\n"has, comma"\n  spaced out  ;2099-01-01\n\n');
    expect(done).toMatchObject({ ok: true, value: { lines: 3, added: 3, refused: { total: 0 } } });
    const rows = await rowsOf<{ sealed: string; hash: string }>(
      stage,
      `SELECT sealed, encode(code_hash, 'escape') AS hash FROM voucher WHERE program_id = $1`,
      [at.address.programId],
    );
    expect(rows.map(({ sealed, hash }) => /AbC|comma|spaced/.test(sealed + hash))).toEqual([false, false, false]);
    expect(await pool()).toMatchObject({
      rewardName: 'Cinema ticket',
      partner: 'Odeon',
      isOffered: true,
      free: 3,
      endsNext: { on: '2099-01-01', count: 1 },
    });
    expect((await pool())?.uploads).toMatchObject([
      { state: 'done', lines: 3, added: 3, refused: 0, free: 3, by: 'shopify:1', fileName: 'codes.csv' },
    ]);
  });

  test('names each bad line, and keeps nothing unless the good ones are wanted', async () => {
    expect(await upload('OLD-ONE')).toMatchObject({ ok: true });
    const file = ['OLD-ONE', 'NEW-1', '', 'NEW-1', 'x'.repeat(201), 'NEW-2,31.12.2027', 'NEW-3,2020-01-01', 'b\ufffdd', 'NEW-4'].join(
      '\r\n',
    );
    const preview = await pools().previewUpload({ programId: at.address.programId, rewardId: 'cinema', text: file });
    const bad = [
      { line: 1, reason: 'already-there', text: 'OL•••NE' },
      { line: 3, reason: 'empty' },
      { line: 4, reason: 'doubled' },
      { line: 5, reason: 'too-long' },
      { line: 6, reason: 'bad-date' },
      { line: 7, reason: 'over' },
      { line: 8, reason: 'unreadable' },
    ];
    expect(preview).toMatchObject({ ok: true, value: { lines: 9, good: 2, refused: { total: 7, first: bad } } });
    expect(await upload(file)).toMatchObject({ ok: false, refusal: { reason: 'bad-lines', refused: { total: 7, first: bad } } });
    expect(await pool()).toMatchObject({ free: 1 });
    expect(await upload(file, { importGood: true })).toMatchObject({ ok: true, value: { added: 2, refused: { total: 7 } } });
    expect(await pool()).toMatchObject({ free: 3 });
    expect((await pool())?.uploads.map(({ state }) => state)).toEqual(['done', 'refused', 'done']);
  });

  test('refuses empty files, unknown rewards and files without end', async () => {
    expect(await upload('\n\n')).toMatchObject({ refusal: { reason: 'no-codes' } });
    expect(await upload('A', { rewardId: 'five' })).toMatchObject({ refusal: { reason: 'unknown-reward' } });
    function* endless() {
      for (let piece = 0; ; piece += 1) yield `${Array.from({ length: 1_000 }, (_, line) => `C${piece}-${line}`).join('\n')}\n`;
    }
    expect(
      await pools().previewUpload({ programId: at.address.programId, rewardId: 'cinema', text: Readable.from(endless()) }),
    ).toMatchObject({
      refusal: { reason: 'too-many' },
    });
    expect(await pool()).toMatchObject({ free: 0 });
  });

  test('the same upload twice, also at the same time, counts once', async () => {
    const uploadId = randomUUID();
    const answers = await Promise.all([upload('A-1\nA-2', { uploadId }), upload('A-1\nA-2', { uploadId })]);
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect(await upload('A-1\nA-2', { uploadId })).toMatchObject({ ok: true, value: { added: 2 } });
    expect(await pool()).toMatchObject({ free: 2 });
  });

  test('100,000 codes come in piece by piece, with progress for others to see', async () => {
    function* pieces() {
      for (let piece = 0; piece < 100; piece += 1)
        yield `${Array.from({ length: 1_000 }, (_, line) => `BIG-${piece}-${line}`).join('\r\n')}\r\n`;
    }
    const seen: number[] = [];
    const uploadId = randomUUID();
    const progress: Promise<number | undefined>[] = [];
    const done = await upload('', {
      uploadId,
      text: Readable.from(pieces()),
      onProgress: ({ lines }) => {
        seen.push(lines);
        if (seen.length === 5) progress.push(pool().then((known) => known?.uploads[0]?.lines));
      },
    });
    expect(done).toMatchObject({ ok: true, value: { lines: 100_000, added: 100_000 } });
    expect(seen.length).toBeGreaterThan(15);
    expect(await progress[0]).toBeGreaterThan(0);
    expect(await pool()).toMatchObject({ free: 100_000 });
  }, 60_000);
});

describe('giving a code', () => {
  test('redeeming gives it at once: points spent, code shown, offer there while codes last', async () => {
    expect((await view()).rewards[0]).toMatchObject({ available: false, reason: 'stock' });
    await upload('TICKET-1');
    expect((await view()).rewards[0]).toMatchObject({ available: true, reason: null });
    const redeemed = await stage.services.storefront.redeem(shopper(), { rewardId: 'cinema', redemptionId: randomUUID(), points: null });
    expect(redeemed).toMatchObject({
      ok: true,
      value: {
        redemption: {
          state: 'ready',
          use: 'own',
          code: 'TICKET-1',
          undoable: false,
          usableHere: false,
          issued: { kind: 'voucher', partner: 'Odeon' },
        },
        points: { available: 1_700 },
      },
    });
    expect((await codesOf())[0]).toMatchObject({ code: 'TICKET-1', undoable: false });
    expect((await view()).rewards[0]).toMatchObject({ available: false, reason: 'stock' });
    expect(await pool()).toMatchObject({ free: 0, claimed: 0, given: 1 });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_700, held: 0 });
    expect(await ask(memberId)).toMatchObject({ ok: false, refusal: { reason: 'out-of-stock' } });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_700, held: 0 });
  });

  test('the soonest to end goes first; what is over is not given', async () => {
    await upload('LATE,2099-12-31\nNEVER\nSOON,2099-01-01');
    await rowsOf(
      stage,
      `INSERT INTO voucher (program_id, reward_id, code_hash, sealed, expires_on, upload_id, line) VALUES ($1, 'cinema', '\\x01', 'gone', '2020-01-01', $2, 1)`,
      [at.address.programId, randomUUID()],
    );
    for (let times = 0; times < 3; times += 1) await redeemFor(stage, at, { customerId, rewardId: 'cinema' });
    const codes = await codesOf();
    expect(codes.map(({ code }) => code)).toEqual(['NEVER', 'LATE', 'SOON']);
    expect(codes.map(({ expiresAt }) => expiresAt)).toEqual([null, '2099-12-31T23:00:00.000Z', '2099-01-01T23:00:00.000Z']);
    expect(await ask(memberId)).toMatchObject({ refusal: { reason: 'out-of-stock' } });
    expect(await pool()).toMatchObject({ free: 0, expired: 1 });
  });

  test('many at once on few codes: each code goes once, the others keep their points', async () => {
    await upload('R-1\nR-2\nR-3');
    const people = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const person = await addCustomer(stage, at, { join: true });
        await givePoints(stage, at, person.customerId, 300);
        return { ...person, memberId: await memberOf(stage, at.address, person.customerId) };
      }),
    );
    const answers = await Promise.all(people.map((person) => ask(person.memberId)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    const shown = await Promise.all(people.map((person) => codesOf(person.customerId)));
    expect(
      shown
        .flat()
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['R-1', 'R-2', 'R-3']);
    for (const [index, person] of people.entries()) {
      expect(await customerBalance(stage, at, person.customerId)).toMatchObject({
        available: answers[index]?.ok === true ? 0 : 300,
        held: 0,
      });
    }
  });

  test('two tabs with one redemption get one code', async () => {
    await upload('T-1\nT-2');
    const redemptionId = randomUUID();
    const answers = await Promise.all([ask(memberId, redemptionId), ask(memberId, redemptionId)]);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await pool()).toMatchObject({ free: 1, claimed: 1 });
  });

  test('one that nobody saw can be taken back and given to another; a seen one never', async () => {
    await upload('SECRET');
    const first = await ask(memberId);
    if (!first.ok) throw new Error('refused');
    expect(await pool()).toMatchObject({ claimed: 1 });
    expect(await undo(first.value.redemptionId)).toMatchObject({ ok: true, value: { state: 'released' } });
    expect(await pool()).toMatchObject({ free: 1, claimed: 0 });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
    const second = await ask(memberId);
    if (!second.ok) throw new Error('refused');
    expect((await codesOf())[0]?.code).toBe('SECRET');
    expect(await undo(second.value.redemptionId)).toMatchObject({ ok: false, refusal: { reason: 'code-shown' } });
    expect(await redemptionOf(stage, at, second.value.redemptionId)).toMatchObject({ state: 'captured', capturedPoints: 300 });
    await expect(rowsOf(stage, `DELETE FROM voucher WHERE program_id = $1`, [at.address.programId])).rejects.toThrow(
      'stays with its redemption',
    );
    await expect(
      rowsOf(stage, `UPDATE voucher SET state = 'free', redemption_id = NULL WHERE program_id = $1`, [at.address.programId]),
    ).rejects.toThrow();
  });

  test('the cap of the day counts what vouchers are worth', async () => {
    const strict = await stage.openShop({ program: { rewards: [VOUCHER], redeeming: { issuedPerDay: { EUR: 1_000 } } } });
    const person = await addCustomer(stage, strict, { join: true });
    await givePoints(stage, strict, person.customerId, 1_000);
    await pools().upload({
      ...{
        programId: strict.address.programId,
        rewardId: 'cinema',
        uploadId: randomUUID(),
        text: 'D-1\nD-2',
        fileName: '',
        importGood: false,
        staffId: 's',
      },
    });
    await redeemFor(stage, strict, { customerId: person.customerId, rewardId: 'cinema' });
    await expect(redeemFor(stage, strict, { customerId: person.customerId, rewardId: 'cinema' })).rejects.toThrow('day-limit');
    await stage.advance(86_400_000);
    await redeemFor(stage, strict, { customerId: person.customerId, rewardId: 'cinema' });
  });

  test('withdrawn codes are never given', async () => {
    await upload('W-1\nW-2\nW-3');
    const withdraw = (count: number | null) =>
      pools().withdraw({ programId: at.address.programId, rewardId: 'cinema', staffId: 's', uploadId: null, count });
    expect(await withdraw(0)).toMatchObject({ refusal: { reason: 'bad-count' } });
    expect(await withdraw(2)).toMatchObject({ ok: true, value: { withdrawn: 2 } });
    await redeemFor(stage, at, { customerId, rewardId: 'cinema' });
    expect((await codesOf())[0]?.code).toBe('W-1');
    expect(await withdraw(null)).toMatchObject({ value: { withdrawn: 0 } });
    expect(await upload('W-2')).toMatchObject({ refusal: { reason: 'bad-lines', refused: { byReason: { 'already-there': 1 } } } });
    expect(await pool()).toMatchObject({ free: 0, given: 1, withdrawn: 2 });
  });
});

describe('gifts', () => {
  test('a tier gives a code on entry; while the list is empty it is owed', async () => {
    const shop = await stage.openShop({
      program: {
        rewards: [{ ...VOUCHER, cost: { kind: 'given' } }],
        tiers: {
          list: [
            {
              id: 'gold',
              name: 'Gold',
              ways: [{ kind: 'spend', window: 'rolling', atLeast: { EUR: 10_000 } }],
              entryReward: { rewardId: 'cinema' },
            },
          ],
        },
      },
    });
    const person = await addCustomer(stage, shop, { join: true });
    await placeOrder(stage, shop, { customerId: person.customerId, prices: ['120.00'] });
    await stage.deliver();
    await stage.drainAll();
    await stage.relayAll();
    const [row] = await rowsOf<{ state: string; points: string }>(stage, 'SELECT state, points FROM redemption WHERE program_id = $1', [
      shop.address.programId,
    ]);
    expect(row).toMatchObject({ state: 'creating', points: '0' });
    await pools().upload({
      ...{
        programId: shop.address.programId,
        rewardId: 'cinema',
        uploadId: randomUUID(),
        text: 'GIFT-1',
        fileName: '',
        importGood: false,
        staffId: 's',
      },
    });
    await stage.hurry();
    await stage.settleDown();
    const shown = await stage.services.storefront.read({ ...shopper(person.customerId), address: shop.address });
    expect(shown?.codes[0]).toMatchObject({ code: 'GIFT-1', points: 0, state: 'ready' });
  });
});
