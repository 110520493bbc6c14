import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { eraseMember, redactStore } from '#app/services/privacy.ts';
import { mergeMembers } from '#app/services/merge-members.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import { readStore } from '#app/store/programs.ts';
import { aProgram } from '#tests/builders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from '#tests/services/service-stage.ts';
import { addCustomer, customerBalance, expectCleanBooks, givePoints, memberOf, redemptionOf, rowsOf } from '#tests/services/stage-books.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const CARD: RewardDraft = {
  id: 'card',
  name: 'Gift card',
  cost: { kind: 'points', points: 500 },
  value: { kind: 'gift-card', amounts: { EUR: 3_000 } },
};
const OTHER: RewardDraft = { ...CARD, id: 'credit', name: 'Store credit', value: { kind: 'store-credit', amounts: { EUR: 3_000 } } };
const VOUCHER: RewardDraft = { ...CARD, id: 'cinema', name: 'Cinema', value: { kind: 'voucher', partner: 'Odeon', worth: { EUR: 900 } } };
const MINUTE = 60_000;

let stage: ServiceStage;
let at: StageShop;
let customerId: string;
let memberId: string;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  at = await stage.openShop({ program: { rewards: [CARD, OTHER, VOUCHER] } });
  ({ customerId } = await addCustomer(stage, at, { join: true }));
  memberId = await memberOf(stage, at.address, customerId);
  await givePoints(stage, at, customerId, 2_000);
  await stage.settleDown();
});
afterEach(async () => {
  stage.sim.faults.clear();
  for (let round = 0; round < 4; round += 1) {
    await stage.advance(3 * MINUTE);
    await stage.settleDown();
  }
  await expectCleanBooks(stage);
});

const ask = (rewardId: string) =>
  stage.services.redeem({
    ...{ address: at.address, memberId, rewardId, redemptionId: randomUUID(), points: null },
    actor: { kind: 'member', id: memberId },
  });
const redeem = async (rewardId: string): Promise<string> => {
  const redeemed = await ask(rewardId);
  if (!redeemed.ok) throw new Error(`refused: ${JSON.stringify(redeemed.refusal)}`);
  return redeemed.value.redemptionId;
};
const undo = (redemptionId: string) => stage.services.undoRedemption({ address: at.address, memberId, redemptionId });
const balance = () => customerBalance(stage, at, customerId);
const kept = async (redemptionId: string) =>
  (
    await rowsOf<{ sealed_code: string | null; customer_id: string | null }>(
      stage,
      'SELECT sealed_code, customer_id FROM issued_value WHERE redemption_id = $1',
      [redemptionId],
    )
  )[0];
/** Long enough for every answer that is waited for. */
const quiet = async () => {
  for (let round = 0; round < 5; round += 1) {
    await stage.advance(2 * MINUTE);
    await stage.hurry();
    await stage.relayAll();
  }
  await stage.settleDown();
};
const erase = async () => {
  const store = await readStore(stage.database, at.address);
  if (!store) throw new Error('no store');
  await eraseMember(stage.desk, store, memberId);
};

describe('the cap of a day', () => {
  test('counts what was handed out of a reward that left the program since', async () => {
    await redeem('card');
    await stage.settleDown();
    // The shop puts another reward in its place: a new id, in a new version.
    const published = await publishProgram(stage.desk, {
      ...{ programId: at.address.programId, basedOn: 2, publishedBy: 'test', effectiveAt: null },
      document: aProgram({ rewards: [OTHER, VOUCHER] }),
    });
    expect(published).toMatchObject({ ok: true });
    expect(await ask('credit')).toMatchObject({ ok: false, refusal: { reason: 'day-limit' } });
  });
});

describe('what happens to a member while a card is on its way', () => {
  const lost = async () => {
    stage.sim.faults.add({ kind: 'timeout-after-effect', operation: 'IssueGiftCard', times: 1, shop: at.shop });
    const redemptionId = await redeem('card');
    await stage.relayAll();
    return redemptionId;
  };
  const cards = () => stage.sim.desk.listGiftCards({ shop: at.shop }).length;

  test.each(['before it is sent', 'before its answer is known'] as const)(
    'merged into another (%s): one card, paid once, by the other',
    async (when) => {
      const redemptionId = when === 'before it is sent' ? await redeem('card') : await lost();
      const { customerId: other } = await addCustomer(stage, at, { join: true });
      await stage.drainAll();
      const to = await memberOf(stage, at.address, other);
      const store = await readStore(stage.database, at.address);
      if (!store) throw new Error('no store');
      await Promise.all([mergeMembers(stage.desk, store, { from: memberId, to }), stage.relayAll()]);
      await quiet();
      expect(await redemptionOf(stage, at, redemptionId)).toMatchObject({ state: 'captured', sideState: null, endReason: null });
      expect(cards()).toBe(1);
      expect(await customerBalance(stage, at, other)).toMatchObject({ available: 1_500, held: 0 });
    },
  );

  test.each([30_000, 5 * MINUTE])(
    'undone while the platform does not show it yet (%s ms late): never a card and the points',
    async (searchLagMs) => {
      stage.sim.desk.configureIssuing({ shop: at.shop, storeCredit: true, searchLagMs });
      const redemptionId = await lost();
      // A look that finds nothing; the member is quicker than the next call.
      for (let round = 0; round < 6; round += 1) {
        await stage.hurry();
        await stage.services.relayErrands(at.address);
        await undo(redemptionId);
        await stage.advance(40_000);
      }
      await quiet();
      const { state } = await redemptionOf(stage, at, redemptionId);
      const live = stage.sim.desk.listGiftCards({ shop: at.shop }).filter(({ enabled }) => enabled).length;
      expect({ state, live, available: (await balance()).available }).toEqual(
        state === 'captured' ? { state, live: 1, available: 1_500 } : { state: 'released', live: 0, available: 2_000 },
      );
    },
  );

  test('an undo of store credit that never arrived blocks no later one', async () => {
    const first = await redeem('credit');
    await rowsOf(stage, 'UPDATE issued_value SET tries = 1, sent_at = clock_timestamp() WHERE redemption_id = $1', [first]);
    await undo(first);
    await quiet();
    expect((await redemptionOf(stage, at, first)).state).toBe('released');
    const second = await redeem('credit');
    await quiet();
    expect((await redemptionOf(stage, at, second)).state).toBe('captured');
    await stage.advance(4 * 86_400_000);
  });

  test('its shop is redacted: nothing is left that waits for an answer', async () => {
    const redemptionId = await lost();
    await rowsOf(stage, `UPDATE store SET state = 'uninstalled' WHERE id = $1`, [at.address.storeId]);
    const store = await readStore(stage.database, at.address);
    if (!store) throw new Error('no store');
    await stage.advance(3 * 86_400_000);
    await redactStore(stage.desk, store, await stage.database.now());
    await stage.advance(4 * 86_400_000);
    expect((await redemptionOf(stage, at, redemptionId)).state).toBe('released');
  });

  test('blocked: what was promised is handed out once', async () => {
    const redemptionId = await lost();
    await stage.services.members.setBlocked({ programId: at.address.programId, staffId: 'command-line', memberId, blocked: true });
    await quiet();
    expect(await redemptionOf(stage, at, redemptionId)).toMatchObject({ state: 'captured' });
    expect(cards()).toBe(1);
  });

  test('redeemed, undone and issued by four workers at once: a card or the points, never both', async () => {
    const redemptionId = await redeem('card');
    const work = async () => {
      await stage.hurry();
      return stage.services.relayErrands(at.address);
    };
    await Promise.all([work(), undo(redemptionId), work(), undo(redemptionId), work(), work()]);
    await quiet();
    const { state } = await redemptionOf(stage, at, redemptionId);
    const live = stage.sim.desk.listGiftCards({ shop: at.shop }).filter(({ enabled }) => enabled).length;
    expect({ live, available: (await balance()).available }).toEqual(
      state === 'captured' ? { live: 1, available: 1_500 } : { live: 0, available: 2_000 },
    );
  });
});

describe('a card that is spent in the moment of its undo', () => {
  test('gives its share back once, however often it is undone', async () => {
    const redemptionId = await redeem('card');
    await stage.settleDown();
    const code = stage.sim.desk.listGiftCards({ shop: at.shop })[0]?.code ?? '';
    // Spent between our look and our call: the platform answers the call with what is left.
    const { issuing } = stage.platform;
    if (issuing === null) throw new Error('no issuing');
    const original = issuing.endGiftCard;
    Object.assign(issuing, {
      endGiftCard: async (...asked: Parameters<typeof original>) => {
        Object.assign(issuing, { endGiftCard: original });
        stage.sim.desk.spendGiftCard({ shop: at.shop, code, amount: '12.00' });
        return original(...asked);
      },
    });
    await undo(redemptionId);
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemptionId)).toMatchObject({ state: 'captured', sideState: null, returnedPoints: 300 });
    expect(await balance()).toMatchObject({ available: 1_800 });
    for (let again = 0; again < 2; again += 1) {
      await undo(redemptionId);
      await stage.settleDown();
    }
    expect(await redemptionOf(stage, at, redemptionId)).toMatchObject({ state: 'captured', sideState: null, returnedPoints: 300 });
    expect(await balance()).toMatchObject({ available: 1_800 });
  });
});

describe('a person who is erased while a card is on its way', () => {
  test.each([
    ['asked for', 'none'],
    ['looked for', 'timeout-after-effect'],
    ['not there', 'timeout-before-effect'],
  ] as const)('leaves neither code nor name (%s)', async (_how, fault) => {
    if (fault !== 'none') stage.sim.faults.add({ kind: fault, operation: 'IssueGiftCard', times: 1, shop: at.shop });
    const redemptionId = await redeem('card');
    if (fault !== 'none') await stage.relayAll();
    await erase();
    await quiet();
    expect((await redemptionOf(stage, at, redemptionId)).state).toMatch(/captured|released/);
    expect(await kept(redemptionId)).toEqual({ sealed_code: null, customer_id: null });
  });
});

describe('lists of codes', () => {
  const upload = (text: string | AsyncIterable<string>, more: { uploadId?: string; importGood?: boolean } = {}) =>
    stage.services.issuing.upload({
      ...{ programId: at.address.programId, rewardId: 'cinema', uploadId: more.uploadId ?? randomUUID(), text, fileName: 'c.csv' },
      ...{ importGood: more.importGood ?? false, staffId: 'command-line' },
    });
  async function* pieces(count: number, piece: string) {
    for (let no = 0; no < count; no += 1) yield await Promise.resolve(piece);
  }

  test('a line of 20 MB and 20 million line breaks cost neither memory nor time', async () => {
    const started = performance.now();
    expect(await upload(pieces(300, 'x'.repeat(65_536)))).toMatchObject({ refusal: { reason: 'bad-lines', refused: { total: 1 } } });
    expect(await upload(pieces(300, `"${'""'.repeat(32_000)}`))).toMatchObject({ refusal: { reason: 'bad-lines' } });
    const before = process.memoryUsage().heapUsed;
    expect(await upload(pieces(300, '\n'.repeat(65_536)))).toMatchObject({ ok: false });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 60_000);

  test('that arrive slowly keep nobody else waiting', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    async function* slow(no: number) {
      yield `SLOW-${no}`;
      await held;
      yield '-END';
    }
    const uploads = Array.from({ length: 10 }, (_, no) => upload(slow(no)));
    await stage.database.pool.query('SELECT pg_sleep(0.2)');
    const started = performance.now();
    await Promise.all(Array.from({ length: 4 }, () => stage.database.transaction((client) => client.query('SELECT 1'))));
    expect(performance.now() - started).toBeLessThan(2_000);
    release();
    expect((await Promise.all(uploads)).map(({ ok }) => ok)).toEqual(Array.from({ length: 10 }, () => true));
  });

  test('blank lines within are named as before, those at the end are nothing', async () => {
    expect(await upload('A-1\n\n\nA-2\n\n\n', { importGood: true })).toMatchObject({
      value: { lines: 4, added: 2, refused: { total: 2, first: [{ line: 2 }, { line: 3 }] } },
    });
  });

  test('a line that is cut over pieces is one line', async () => {
    expect(await upload(pieces(3, 'AB'))).toMatchObject({ value: { lines: 1, added: 1 } });
    expect(await upload(pieces(2, 'C-1\r\nD,2099-01-01,'), { importGood: true })).toMatchObject({ ok: true });
  });

  test('an upload is done in the moment its codes are there', async () => {
    const uploadId = randomUUID();
    expect(await upload('A-1\nA-2', { uploadId })).toMatchObject({ ok: true });
    expect(await upload('A-1\nA-2', { uploadId })).toMatchObject({ ok: true, value: { added: 2 } });
    const states = await rowsOf<{ state: string }>(stage, 'SELECT state FROM voucher_upload WHERE id = $1', [uploadId]);
    expect(states).toEqual([{ state: 'done' }]);
  });
});
