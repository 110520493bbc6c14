import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShopperError } from '#app/contracts/shopper-requests.ts';
import type {
  StorefrontActivityPage,
  StorefrontRedeemed,
  StorefrontTillCode,
  StorefrontView,
  StorefrontWorth,
} from '#app/contracts/storefront.ts';
import { openServerStage, type ServerStage } from './server-stage.ts';
import { openPluginStand, type PageCall, type PluginStand, shopifyDoor, type TestDoor } from './shopper-doors.ts';

let stage: ServerStage;
let site: PluginStand;
const doors = new Map<string, TestDoor>();

beforeAll(async () => {
  stage = await openServerStage();
  site = await openPluginStand(stage);
  doors.set('Shopify', shopifyDoor(stage)).set('WooCommerce', site);
  await stage.wiring.services.runSchedule('fill-pools');
  await stage.settle();
});
afterAll(async () => {
  await site.close();
  await stage.close();
});

async function refusalOf(answer: Response): Promise<[number, string]> {
  const { error } = (await answer.json()) as ShopperError;
  expect(error.message).toMatch(/\S/);
  return [answer.status, error.code];
}

describe.each(['Shopify', 'WooCommerce'])('through the door of %s', (name) => {
  const call = (path: string, options?: PageCall) => doors.get(name)!.call(path, options);

  async function newCustomer(points = 0): Promise<string> {
    const door = doors.get(name)!;
    const customerId = await door.newCustomer();
    if (points === 0) return customerId;
    expect((await call('join', { customerId, body: {} })).status).toBe(200);
    const memberId = await stage.wiring.services.storefront.findMember(door.address, customerId);
    const adjusted = await stage.wiring.services.adjustPoints({
      ...{ programId: door.address.programId, memberId: memberId ?? '', points, reason: 'goodwill', note: null },
      ...{ actorId: 'test', isOwner: true, adjustmentId: randomUUID() },
    });
    expect(adjusted.ok).toBe(true);
    return customerId;
  }

  async function view(customerId: string): Promise<StorefrontView> {
    return (await (await call('me', { customerId })).json()) as StorefrontView;
  }

  async function redeem(customerId: string, redemptionId = randomUUID()) {
    const answer = await call('redeem', { customerId, body: { rewardId: 'small-amount', redemptionId } });
    return { status: answer.status, ...((await answer.json()) as StorefrontRedeemed) };
  }

  describe('looking', () => {
    it('shows a guest what there is to win, for no shared cache', async () => {
      const answer = await call('me');
      expect(answer.headers.get('Cache-Control')).toBe('private, no-cache');
      const shown = (await answer.json()) as StorefrontView;
      expect(shown).toMatchObject({ version: 1, state: 'guest', points: { shown: 0 }, codes: [], activity: [] });
      expect(shown.rewards.find(({ rewardId }) => rewardId === 'small-amount')).toMatchObject({ reason: 'join', available: false });
      expect(shown.program.tiers.map(({ tierId }) => tierId)).toEqual(['bronze', 'silver', 'gold']);
      expect(shown.otherStores).toHaveLength(1);
    });

    it('does not send again what has not changed', async () => {
      const customerId = await newCustomer(150);
      const first = await call('me', { customerId });
      const tag = first.headers.get('ETag') ?? '';
      const again = await call('me', { customerId, headers: { 'If-None-Match': `"other", ${tag}` } });
      expect([again.status, await again.text()]).toEqual([304, '']);
      await redeem(customerId);
      expect((await call('me', { customerId, headers: { 'If-None-Match': tag } })).status).toBe(200);
    });

    it("calls points by their name in the shopper's language, and says why in it where we speak it", async () => {
      const customerId = await newCustomer(30);
      const inLocale = async (locale: string) => (await (await call('me', { customerId, locale })).json()) as StorefrontView;
      const [pl, ru, de, fi] = [await inLocale('pl-PL'), await inLocale('ru'), await inLocale('de-AT'), await inLocale('fi')];
      expect([pl.program.unit.forms['many'], de.program.unit.forms.other, fi.program.unit.forms.other]).toEqual([
        'ziarnek',
        'Bohnen',
        'beans',
      ]);
      expect([pl, ru, de].map(({ activity }) => activity[0]!.because[0])).toEqual([
        'Od sklepu.',
        'Начислено магазином.',
        'Vom Shop gutgeschrieben.',
      ]);
    });

    it('pages through the history of an account, newest first', async () => {
      const customerId = await newCustomer(1);
      const { programId, ...rest } = { ...doors.get(name)!.address, ...{ note: null, actorId: 'test', isOwner: true, reason: 'goodwill' } };
      const memberId = (await stage.wiring.services.storefront.findMember(doors.get(name)!.address, customerId))!;
      for (let turn = 2; turn <= 22; turn += 1)
        await stage.wiring.services.adjustPoints({ ...rest, programId, memberId, points: turn, adjustmentId: randomUUID() });
      const page = async (cursor?: string) =>
        (await (
          await call('activity', { customerId, ...(cursor === undefined ? {} : { query: { cursor } }) })
        ).json()) as StorefrontActivityPage;
      const first = await page();
      expect(first.activity.map(({ points }) => points)).toEqual(Array.from({ length: 20 }, (_, index) => 22 - index));
      const second = await page(first.cursor!);
      expect(second.activity.map(({ points, kind }) => [points, kind])).toEqual([
        [2, 'adjusted'],
        [1, 'adjusted'],
        [20, 'welcome'],
      ]);
      expect(second.cursor).toBeNull();
      expect(await page('x; DROP TABLE posting')).toEqual(first);
      expect(await (await call('activity')).json()).toEqual({ activity: [], cursor: null });
    });
  });

  describe('what a cart would earn', () => {
    const cart = { currency: 'EUR', lines: [{ productId: '1', quantity: 2, amountMinor: 4_250 }] };

    it('is told to guests and members, and nothing is stored', async () => {
      expect(await (await call('worth', { body: cart })).json()).toEqual({
        ...{ points: 42, inNextTier: { tierId: 'silver', points: 53 }, nudge: null },
      });
      const customerId = await newCustomer(10);
      const worth = (await (await call('worth', { customerId, body: cart })).json()) as StorefrontWorth;
      // Nothing was ordered yet: the bonus for the first order is in it.
      expect(worth.points).toBe(72);
      expect((await view(customerId)).points).toMatchObject({ pending: 0, available: 30 });
    });

    it('is refused for what is no cart', async () => {
      for (const body of [
        { ...cart, currency: 'euro' },
        { ...cart, lines: [] },
        { currency: 'EUR', lines: [{ productId: '1', quantity: 0, amountMinor: 1 }] },
      ])
        expect(await refusalOf(await call('worth', { body })), JSON.stringify(body)).toEqual([400, 'not_understood']);
      expect(await (await call('worth', { body: { ...cart, currency: 'ZAR' } })).json()).toMatchObject({ points: 0, nudge: null });
    });
  });

  describe('joining, redeeming, giving back', () => {
    it('takes a customer from the Join button to a code and back', async () => {
      const customerId = await newCustomer(150);
      const before = await view(customerId);
      expect(before.state).toBe('member');
      const redemptionId = randomUUID();
      const first = await redeem(customerId, redemptionId);
      expect(first).toMatchObject({ status: 200, redemption: { points: 100, redemptionId }, points: { held: 100 } });
      await stage.settle();
      const again = await redeem(customerId, redemptionId);
      expect(again.redemption).toMatchObject({ state: 'ready', usableHere: true, undoable: true, storeName: expect.any(String) as string });
      expect(again.redemption.code).toMatch(/^[0-9A-Z-]{10,}$/);
      expect((await view(customerId)).points.available).toBe(before.points.available - 100);

      const undone = await call('undo', { customerId, body: { redemptionId } });
      expect(((await undone.json()) as StorefrontRedeemed).redemption).toMatchObject({ state: 'returning', code: null, undoable: false });
      await stage.settle();
      expect((await view(customerId)).points.available).toBe(before.points.available);
    });

    it("refuses in the shopper's words and language", async () => {
      const poor = await newCustomer(40);
      const wish = { rewardId: 'small-amount', redemptionId: randomUUID() };
      const refused = await call('redeem', { customerId: poor, body: wish });
      expect(refused.status).toBe(422);
      expect(((await refused.json()) as ShopperError).error.message).toMatch(/more beans/);
      const inPolish = await call('redeem', { customerId: poor, locale: 'pl', body: wish });
      expect(((await inPolish.json()) as ShopperError).error.message).toBe('Na tę nagrodę jest jeszcze za mało punktów.');
      expect((await call('redeem', { customerId: poor, body: { rewardId: 'no-such-reward', redemptionId: randomUUID() } })).status).toBe(
        404,
      );
      const stranger = await newCustomer();
      expect((await call('undo', { customerId: stranger, body: { redemptionId: randomUUID() } })).status).toBeGreaterThanOrEqual(404);
    });

    it("does not give back another member's code", async () => {
      const [owner, other] = [await newCustomer(150), await newCustomer(150)];
      const { redemption } = await redeem(owner);
      expect((await call('undo', { customerId: other, body: { redemptionId: redemption.redemptionId } })).ok).toBe(false);
      expect((await view(owner)).codes.map((code) => code.redemptionId)).toContain(redemption.redemptionId);
    });
  });

  describe('a code for the till', () => {
    it('is six digits for five minutes where there is a till; elsewhere nothing offers it, and asking is refused in words', async () => {
      const customerId = await newCustomer(150);
      expect((await view(customerId)).tillCode).toBe(name === 'Shopify');
      const answer = await call('till-code', { customerId, locale: 'pl', body: {} });
      if (name === 'WooCommerce') {
        const { error } = (await answer.json()) as ShopperError;
        expect([answer.status, error]).toEqual([
          409,
          { code: 'no-till', message: 'Ten sklep nie ma kasy, przy której można pokazać kod.' },
        ]);
        return;
      }
      const { code, expiresAt } = (await answer.json()) as StorefrontTillCode;
      expect(code).toMatch(/^\d{6}$/);
      const left = Date.parse(expiresAt) - Date.now();
      expect([left > 4 * 60_000, left <= 5 * 60_000 + 1_000]).toEqual([true, true]);
    });

    it('is for members, and not asked for without end', async () => {
      const stranger = await newCustomer();
      expect((await view(stranger)).tillCode).toBe(false);
      const answers = [];
      for (let turn = 0; turn < 11; turn += 1) answers.push(await call('till-code', { customerId: stranger, body: {} }));
      expect(await refusalOf(answers[0]!)).toEqual(name === 'Shopify' ? [404, 'join_first'] : [409, 'no-till']);
      expect(answers.at(-1)!.status).toBe(429);
    });
  });

  describe('who is turned away', () => {
    const body = { rewardId: 'small-amount', redemptionId: randomUUID() };

    it('a request that was not signed, or long ago, or too far ahead', async () => {
      const now = Math.floor(Date.now() / 1000);
      expect(await refusalOf(await call('me', { secret: 'another-secret' }))).toEqual([401, 'out_of_date']);
      expect(await refusalOf(await call('me', { time: now - 600 }))).toEqual([401, 'out_of_date']);
      expect(await refusalOf(await call('me', { time: now + 600 }))).toEqual([401, 'out_of_date']);
    });

    it('a request once more changes nothing', async () => {
      const customerId = await newCustomer(250);
      const time = Math.floor(Date.now() / 1000);
      const wish = { rewardId: 'small-amount', redemptionId: randomUUID() };
      for (let turn = 0; turn < 3; turn += 1) expect((await call('redeem', { customerId, body: wish, time })).status).toBe(200);
      expect((await view(customerId)).points).toMatchObject({ held: 100, available: 170 });
    });

    it('a guest who wants to change something', async () => {
      for (const path of ['join', 'redeem', 'undo', 'till-code', 'link-code', 'link'])
        expect(await refusalOf(await call(path, { body: path === 'redeem' ? body : {} })), path).toEqual([401, 'sign_in']);
    });

    it('a customer who has not joined', async () => {
      const customerId = await newCustomer();
      expect(await refusalOf(await call('redeem', { customerId, body }))).toMatchObject([404, expect.stringMatching(/join/)]);
      expect((await view(customerId)).codes).toEqual([]);
    });

    it('the wrong method: looking changes nothing, a link cannot redeem', async () => {
      const customerId = await newCustomer(150);
      for (const path of ['redeem', 'undo', 'join', 'worth', 'link', 'link-code', 'till-code'])
        expect((await call(path, { customerId })).status, path).toBe(405);
      expect((await call('redeem', { customerId, method: 'OPTIONS' })).headers.get('Access-Control-Allow-Origin')).toBeNull();
      expect((await call('me', { customerId, body: {} })).status).toBe(405);
      expect((await call('redeem', { customerId, body, method: 'PUT' })).status).toBe(405);
      for (const path of ['nothing', 'constructor', 'me/me'])
        expect(await refusalOf(await call(path)), path).toEqual([404, 'nothing_here']);
    });

    it('a body that is too long, not JSON, or not what was asked for', async () => {
      const customerId = await newCustomer(150);
      const sends = (raw: string) => call('redeem', { customerId, raw });
      expect((await sends(JSON.stringify({ ...body, rewardId: 'x'.repeat(40_000) }))).status).toBe(413);
      for (const raw of [
        '{',
        '[]',
        'null',
        '{"rewardId":1,"redemptionId":"x"}',
        JSON.stringify({ ...body, points: -5 }),
        JSON.stringify({ ...body, points: 1.5 }),
      ]) {
        expect(await refusalOf(await sends(raw)), raw).toEqual([400, 'not_understood']);
      }
    });

    it('somebody who asks too often, and nobody else', async () => {
      const [eager, patient] = [await newCustomer(), await newCustomer()];
      const answers = await Promise.all(Array.from({ length: 70 }, () => call('me', { customerId: eager })));
      const late = answers.filter((answer) => answer.status === 429);
      expect(late.length).toBe(10);
      expect(Number(late[0]?.headers.get('Retry-After'))).toBeGreaterThan(0);
      expect((await call('me', { customerId: patient })).status).toBe(200);
    });
  });
});

describe('one person at two stores', () => {
  it('links both accounts by a code that works once', async () => {
    const shop = doors.get('Shopify')!;
    const [there, here] = [await shop.newCustomer(), await site.newCustomer()];
    const { code } = (await (await shop.call('link-code', { customerId: there, body: {} })).json()) as { readonly code: string };
    expect(await refusalOf(await shop.call('link', { customerId: there, body: { code } }))).toEqual([409, 'same-store']);
    const fresh = (await (await shop.call('link-code', { customerId: there, body: {} })).json()) as { readonly code: string };
    const typed = ` ${fresh.code.toLowerCase().replace('-', ' ')} `;
    expect((await site.call('link', { customerId: here, body: { code: typed } })).status).toBe(200);
    expect(await refusalOf(await site.call('link', { customerId: here, body: { code: fresh.code } }))).toEqual([404, 'unknown-link-code']);
    const { findMember } = stage.wiring.services.storefront;
    expect(await findMember(site.address, here)).toBe(await findMember(shop.address, there));
  });

  it('lets nobody try codes for long', async () => {
    const customerId = await site.newCustomer();
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) => site.call('link', { customerId, body: { code: `AAAA-AAA${index}` } })),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual([404, 404, 404, 404, 404, 429, 429, 429]);
  });
});
