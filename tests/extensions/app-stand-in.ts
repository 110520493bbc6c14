import { vi } from 'vitest';
import type { OrderPointsView, TillView } from '#app/contracts/extensions.ts';
import type { StorefrontCode, StorefrontReward, StorefrontView } from '#app/contracts/storefront.ts';

/** One request that an extension made of the app. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly token: string | null;
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** Answers by "METHOD path"; a function gets the request. A `Response` is sent as it is, an Error breaks the connection. */
export type Answers = Readonly<Record<string, unknown>>;

/** Plays the app's API for an extension, and keeps what was asked. */
export function appStandIn(answers: Answers) {
  const asked: Asked[] = [];
  const fetch = vi.fn(async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    await Promise.resolve();
    const url = new URL(input instanceof Request ? input.url : input);
    const request: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname.replace(/^\/api\//, ''),
      query: Object.fromEntries(url.searchParams),
      token: new Headers(init.headers).get('Authorization'),
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : null,
    };
    asked.push(request);
    const given = answers[`${request.method} ${request.path}`];
    const answer: unknown = typeof given === 'function' ? (given as (request: Asked) => unknown)(request) : given;
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer;
    return answer === undefined ? refusal(404, 'nothing_here', 'There is nothing here.') : Response.json(answer);
  });
  return { fetch, asked, deeds: () => asked.filter(({ method }) => method === 'POST') };
}

export function refusal(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status });
}

export const UNIT = { locale: 'en', scale: 0, forms: { one: 'bean', other: 'beans' } } as const;

export function reward(change: Partial<StorefrontReward> = {}): StorefrontReward {
  return {
    rewardId: 'five-off',
    name: '5 off',
    description: '',
    picture: null,
    value: { kind: 'amount', amountMinor: 500, currency: 'EUR' },
    cost: { kind: 'points', points: 100 },
    minimumMinor: 500,
    validDays: 60,
    boundToCustomer: false,
    missing: 0,
    available: true,
    reason: null,
    reasonFact: null,
    ...change,
  };
}

export function code(change: Partial<StorefrontCode> = {}): StorefrontCode {
  return {
    redemptionId: '0b0f4a5e-1d5c-4c7c-8b43-0e1a7b9d0001',
    rewardId: 'five-off',
    rewardName: '5 off',
    points: 100,
    state: 'ready',
    code: 'BEANS5',
    use: 'cart',
    expiresAt: '2027-01-31T10:00:00Z',
    value: { kind: 'amount', amountMinor: 500, currency: 'EUR' },
    minimumMinor: 500,
    undoable: true,
    storeName: 'The Roastery',
    usableHere: true,
    ...change,
  };
}

export function view(change: Partial<StorefrontView> = {}): StorefrontView {
  return {
    version: 1,
    state: 'member',
    program: {
      name: 'Roastery Rewards',
      currency: 'EUR',
      paused: false,
      unit: UNIT,
      look: { brandColour: null, logoUrl: null },
      welcomePoints: 50,
      rate: {
        points: 1,
        perMinor: 100,
        rounding: 'down',
        excluded: { productIds: [], collectionIds: [], tags: [], vendors: [], types: [] },
      },
      tiers: [
        {
          tierId: 'bronze',
          name: 'Bronze',
          description: '',
          colour: null,
          multiplier: '1',
          ways: [],
          perks: [],
          entryPoints: null,
          entryReward: null,
        },
        {
          tierId: 'gold',
          name: 'Gold',
          description: '',
          colour: null,
          multiplier: '2',
          ways: [],
          perks: [{ perkId: 'tasting', name: 'Free tasting', description: '' }],
          entryPoints: null,
          entryReward: null,
        },
      ],
      texts: {},
    },
    points: { available: 150, pending: 0, held: 0, debt: 0, shown: 150, arriving: [], expiring: null, waitingForRate: [] },
    tier: {
      tierId: 'bronze',
      provisional: false,
      until: null,
      next: { tierId: 'gold', metric: 'spend', have: 12_000, need: 50_000 },
      keep: null,
    },
    rewards: [reward()],
    earning: [],
    codes: [],
    activity: [],
    notices: [],
    otherStores: [],
    tillCode: true,
    ...change,
  };
}

export function orderPoints(change: Partial<OrderPointsView> = {}): OrderPointsView {
  return { state: 'earned', points: 45, pending: true, availableAt: '2026-12-12T10:00:00Z', own: true, ...change };
}

export function tillView(change: Partial<TillView> = {}): TillView {
  return {
    state: 'member',
    programName: 'Roastery Rewards',
    unit: UNIT,
    points: { shown: 150, available: 150, pending: 20, held: 0 },
    tierName: 'Bronze',
    welcomePoints: 50,
    rewards: [
      { rewardId: 'five-off', name: '5 off', cost: { kind: 'points', points: 100 }, missing: 0, available: true, reason: null },
      { rewardId: 'mug', name: 'A mug', cost: { kind: 'points', points: 400 }, missing: 250, available: false, reason: 'points' },
    ],
    ...change,
  };
}
