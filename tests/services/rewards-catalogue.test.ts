import { randomUUID } from 'node:crypto';
import { encode } from 'fast-png';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CatalogueReward } from '#app/contracts/rewards.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, givePoints, redeemFor, rowsOf } from './stage-books.ts';
import { FIVE_OFF, GOLD_GIFT, SLIDER, TIERS } from './stage-program.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const STAFF = 'shopify:7';
const MUG: RewardDraft = {
  ...{ id: 'mug', name: 'Enamel mug', cost: { kind: 'points', points: 400 }, stocked: true },
  value: { kind: 'item', worth: { EUR: 900 }, pickup: 'in-store' },
};
const CINEMA: RewardDraft = {
  ...{ id: 'cinema', name: 'Cinema ticket', cost: { kind: 'points', points: 700 } },
  value: { kind: 'voucher', partner: 'Luna', worth: { EUR: 1400 } },
};
const GOLD_ONLY: RewardDraft = {
  ...FIVE_OFF,
  ...{ id: 'gold-only', name: 'For Gold', audience: { tiers: ['gold'] }, limitInAll: { count: 2, per: 'ever' } },
};

let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  at = await stage.openShop({ program: { rewards: [FIVE_OFF, SLIDER, GOLD_GIFT, MUG, CINEMA, GOLD_ONLY], tiers: TIERS } });
});

const read = () => stage.services.rewards.readCatalogue(at.address.programId);
const rewardOf = async (rewardId: string): Promise<CatalogueReward | undefined> =>
  (await read()).rewards.find((reward) => reward.rewardId === rewardId);
const count = (rewardId: string, left: number) =>
  stage.services.handover.changeStock({ programId: at.address.programId, rewardId, change: { kind: 'set', left }, staffId: STAFF });
const mark = (rewardId: string, lowAt: number) =>
  stage.services.rewards.setLowMark({ programId: at.address.programId, rewardId, lowAt, staffId: STAFF });
const low = async () =>
  (await stage.services.rewards.readRunningLow(at.address.programId)).map(({ rewardId, supply }) => [rewardId, supply.left]);

function png(side: number, shade = 10): Uint8Array {
  return encode({ width: side, height: side, data: new Uint8Array(side * side * 4).fill(shade), channels: 4, depth: 8 });
}
const keep = (bytes: Uint8Array, programId = at.address.programId) =>
  stage.services.rewards.keepPicture({ programId, staffId: STAFF, bytes });

async function saveDraft(change: (document: Record<string, unknown>) => void): Promise<void> {
  const { programId } = at.address;
  const editor = await stage.services.program.readEditor(programId);
  const document = structuredClone(editor.newest) as Record<string, unknown>;
  change(document);
  const saved = await stage.services.program.saveDraft({
    ...{ programId, staffId: STAFF, document, revision: editor.draftRevision, basedOn: editor.newestNo },
  });
  if (!saved.ok) throw new Error(saved.refusal.message);
}

describe('the catalogue', () => {
  test('tells of each reward what it costs and gives, what is left, and where it stands', async () => {
    await count('mug', 40);
    const { rewards, currency, paused, hasDraft } = await read();
    expect({ currency, paused, hasDraft }).toEqual({ currency: 'EUR', paused: false, hasDraft: false });
    const shown = rewards.map(({ rewardId, standing, supply }) => [rewardId, standing, supply?.level ?? null]);
    expect(shown).toEqual([
      ['five', 'on', null],
      ['slider', 'on', null],
      ['gold-gift', 'gift', null],
      ['mug', 'on', 'plenty'],
      ['cinema', 'gone', 'none'],
      ['gold-only', 'on', null],
    ]);
    expect(await rewardOf('slider')).toMatchObject({
      ...{ price: { kind: 'any-amount', step: 100, min: 100 }, amounts: [{ currency: 'EUR', minor: 100 }], isMoney: true },
    });
    expect(await rewardOf('gold-only')).toMatchObject({ tiers: ['Gold'], limitInAll: { count: 2, per: 'ever', used: 0 } });
    expect((await rewardOf('five'))?.stores).toMatchObject([{ storeId: at.address.storeId, obstacle: null }]);
  });

  test('counts how often each was redeemed', async () => {
    const { customerId } = await addCustomer(stage, at, { join: true });
    await givePoints(stage, at, customerId, 2_000);
    await redeemFor(stage, at, { customerId, rewardId: 'five' });
    await redeemFor(stage, at, { customerId, rewardId: 'five' });
    expect((await rewardOf('five'))?.redeemed).toEqual({ inAll: 2, lately: 2 });
    expect((await rewardOf('slider'))?.redeemed).toEqual({ inAll: 0, lately: 0 });
    await stage.advance(31 * 86_400_000);
    expect((await rewardOf('five'))?.redeemed).toEqual({ inAll: 2, lately: 0 });
  });

  test('says in which store a reward is missing, and why', async () => {
    const second = await stage.openShop({ together: at.address });
    await rowsOf(stage, `UPDATE store SET currency = 'PLN' WHERE program_id = $1 AND id = $2`, [
      at.address.programId,
      second.address.storeId,
    ]);
    const stores = new Map((await rewardOf('five'))?.stores.map(({ storeId, obstacle }) => [storeId, obstacle]));
    expect(stores.get(at.address.storeId)).toBeNull();
    expect(stores.get(second.address.storeId)).toEqual({ reason: 'no-value', currency: 'PLN' });
    await rowsOf(stage, `UPDATE store SET state = 'uninstalled' WHERE program_id = $1 AND id = $2`, [
      at.address.programId,
      second.address.storeId,
    ]);
    const after = (await rewardOf('five'))?.stores.find(({ storeId }) => storeId === second.address.storeId);
    expect(after?.obstacle).toEqual({ reason: 'disconnected' });
  });

  test('shows what only the draft has, and codes whose reward left the program', async () => {
    await saveDraft((document) => {
      const rewards = document['rewards'] as { readonly id: string }[];
      document['rewards'] = [...rewards.filter(({ id }) => id !== 'cinema'), { ...CINEMA, id: 'opera', name: 'Opera ticket' }];
    });
    expect((await rewardOf('opera'))?.standing).toBe('draft');
    expect((await read()).hasDraft).toBe(true);
    const upload = { programId: at.address.programId, staffId: STAFF, uploadId: randomUUID(), fileName: 'codes.csv', importGood: false };
    expect((await stage.services.issuing.upload({ ...upload, rewardId: 'cinema', text: 'A-1\nA-2\nA-3' })).ok).toBe(true);
    expect((await rewardOf('cinema'))?.supply).toEqual({ kind: 'codes', left: 3, lowAt: 20, level: 'low' });
    const { draftRevision } = await stage.services.program.readEditor(at.address.programId);
    const published = await stage.services.program.publishDraft({
      ...{ programId: at.address.programId, staffId: STAFF, revision: draftRevision, from: null },
    });
    expect(published).toMatchObject({ ok: true });
    expect(await rewardOf('cinema')).toMatchObject({ standing: 'left', supply: { left: 3 } });
    expect((await rewardOf('opera'))?.standing).toBe('gone');
  });
});

describe('running low', () => {
  test('from the mark on, the emptiest first, and only what is offered', async () => {
    expect(await low()).toEqual([
      ['mug', null],
      ['cinema', 0],
    ]);
    await count('mug', 6);
    expect(await low()).toEqual([['cinema', 0]]);
    expect(await mark('mug', 6)).toEqual({ ok: true, value: null });
    expect(await low()).toEqual([
      ['cinema', 0],
      ['mug', 6],
    ]);
    expect((await rewardOf('mug'))?.supply).toEqual({ kind: 'pieces', left: 6, lowAt: 6, level: 'low' });
    expect(await mark('mug', 0)).toMatchObject({ ok: true });
    expect(await low()).toEqual([['cinema', 0]]);
    const noted = await rowsOf(stage, `SELECT details FROM audit_entry WHERE program_id = $1 AND action = 'low-mark-changed'`, [
      at.address.programId,
    ]);
    expect(noted).toHaveLength(2);
  });

  test('a mark is a number of something that is counted', async () => {
    expect(await mark('mug', -1)).toEqual({ ok: false, refusal: { reason: 'out-of-range' } });
    expect(await mark('mug', Number.NaN)).toEqual({ ok: false, refusal: { reason: 'out-of-range' } });
    expect(await mark('five', 3)).toEqual({ ok: false, refusal: { reason: 'not-counted' } });
    expect(await mark('nothing', 3)).toEqual({ ok: false, refusal: { reason: 'unknown-reward' } });
  });
});

describe('pictures', () => {
  test('are kept once under their content’s name, for one program', async () => {
    const kept = await keep(png(20));
    if (!kept.ok) throw new Error(kept.refusal);
    expect(kept.value).toMatchObject({ width: 20, height: 20, path: expect.stringContaining(at.address.programId) as string });
    expect(await keep(png(20))).toEqual(kept);
    const hash = /([0-9a-f]{32})\.png$/.exec(kept.value.path)?.[1] ?? '';
    expect(await stage.services.rewards.readPicture(at.address.programId, hash)).toMatchObject({ type: 'image/png' });
    const other = await stage.openShop({});
    expect(await stage.services.rewards.readPicture(other.address.programId, hash)).toBeNull();
    expect(await keep(Uint8Array.from(Buffer.from('<svg onload="alert(1)"/>')))).toEqual({ ok: false, refusal: 'not-a-picture' });
  });

  test('make room for new ones when nobody uses them, and only then', async () => {
    const { programId } = at.address;
    const used = await keep(png(21));
    if (!used.ok) throw new Error(used.refusal);
    await saveDraft((document) => {
      const [first, ...rest] = document['rewards'] as Record<string, unknown>[];
      document['rewards'] = [{ ...first, picture: used.value.path }, ...rest];
    });
    const fill = `INSERT INTO picture (program_id, hash, content_type, bytes, width, height, uploaded_by, created_at)
      SELECT $1, md5(n::text), 'image/png', '\\x00', 1, 1, 'test', $2 FROM generate_series(1, 499) AS n`;
    await rowsOf(stage, fill, [programId, new Date(stage.now() - 3_600_000)]);
    expect(await keep(png(22))).toEqual({ ok: false, refusal: 'too-many' });
    await rowsOf(stage, `UPDATE picture SET created_at = created_at - interval '2 days' WHERE program_id = $1`, [programId]);
    expect((await keep(png(22))).ok).toBe(true);
    const left = await rowsOf(stage, 'SELECT hash FROM picture WHERE program_id = $1', [programId]);
    expect(left).toHaveLength(2);
  });

  test('of a published reward reach shoppers with the app’s address', async () => {
    const kept = await keep(png(23));
    if (!kept.ok) throw new Error(kept.refusal);
    const shop = await stage.openShop({ program: { rewards: [{ ...FIVE_OFF, picture: kept.value.path }] } });
    const view = await stage.services.storefront.read({ address: shop.address, customerId: null, locale: 'en', language: 'en' });
    expect(view?.rewards[0]?.picture).toBe(`https://rung.example${kept.value.path}`);
  });
});
