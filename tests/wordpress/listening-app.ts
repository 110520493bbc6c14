import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { storefrontProgram } from '#app/domain/program/storefront-program.ts';
import { aProgram } from '#tests/builders.ts';

/** What a site is told when it is linked to the app of a test. */
export const LINK = {
  version: 1,
  storeKey: 'store-key-of-a-wordpress-site',
  secret: 'a-secret-of-43-characters-that-is-not-secret',
  programName: 'Beans & Co',
} as const;

/** A request that came, and whether its signature is the contract's. */
export interface Heard {
  readonly method: string;
  /** As in the request line. */
  readonly target: string;
  readonly customer: string;
  readonly locale: string;
  readonly body: string;
  readonly signed: boolean;
}

/** An app that only listens and answers by rote, over real HTTP: for what the plugin does, not for what the app decides. */
export interface ListeningApp {
  readonly url: string;
  readonly heard: Heard[];
  /** answers: as the contract says; silence: takes requests and never answers. */
  mood: 'answers' | 'silence';
  close(): Promise<void>;
}

export const PROGRAM = storefrontProgram(
  aProgram({
    name: 'Beans & Co',
    rewards: [
      { id: 'five-off', name: 'Five euros off', cost: { kind: 'points', points: 50 }, value: { kind: 'amount', amounts: { EUR: 500 } } },
    ],
  }),
  { locale: 'en', paused: false },
);

const MEMBER: StorefrontView = {
  version: 1,
  state: 'member',
  program: PROGRAM,
  points: { available: 120, pending: 0, held: 0, debt: 0, shown: 120, arriving: [], expiring: null, waitingForRate: [] },
  tier: { tierId: null, provisional: false, until: null, next: null, keep: null },
  rewards: [
    {
      ...{
        rewardId: 'five-off',
        name: 'Five euros off',
        description: '',
        picture: null,
        value: { kind: 'amount', amountMinor: 500, currency: 'EUR' },
      },
      ...{
        cost: { kind: 'points', points: 50 },
        minimumMinor: null,
        validDays: 30,
        boundToCustomer: true,
        missing: 0,
        available: true,
        reason: null,
        reasonFact: null,
      },
    },
  ],
  earning: [
    { ruleId: 'base', kind: 'per-amount', name: 'Every purchase', points: null, rate: { points: 1, perMinor: 100 }, state: 'open' },
  ],
  codes: [],
  activity: [
    { id: '1', at: '2026-11-20T10:00:00.000Z', kind: 'order', points: 120, pending: false, orderName: '#7', rewardName: null, because: [] },
  ],
  notices: [],
  otherStores: [],
  tillCode: false,
};

const GUEST: StorefrontView = { ...MEMBER, state: 'guest', points: { ...MEMBER.points, available: 0, shown: 0 }, activity: [] };

/** Opens it on a free port of the loopback interface. */
export async function openListeningApp(): Promise<ListeningApp> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void hear(request).then((what) => {
      heard.push(what);
      if (app.mood === 'answers') answer(what, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const app: ListeningApp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    mood: 'answers',
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return app;
}

async function hear(request: IncomingMessage): Promise<Heard> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const header = (name: string): string => String(request.headers[name] ?? '');
  const [method, target, customer, locale] = [request.method ?? '', request.url ?? '', header('x-rung-customer'), header('x-rung-locale')];
  const time = header('x-rung-time');
  const digest = createHash('sha256').update(body).digest('hex');
  const text = ['rung-v1', method, target, time, customer, locale, digest].join('\n');
  const fresh = Math.abs(Date.now() / 1_000 - Number(time)) < 300;
  const signed = fresh && header('x-rung-signature') === createHmac('sha256', LINK.secret).update(text).digest('hex');
  return { method, target, customer, locale, body: body.toString('utf8'), signed };
}

function answer({ target, customer }: Heard, response: ServerResponse): void {
  const path = target.replace(`/bridge/woocommerce/${LINK.storeKey}/`, '').split('?', 1)[0] ?? '';
  const answers: Readonly<Record<string, unknown>> = {
    status: {
      connected: true,
      programName: 'Beans & Co',
      paused: false,
      store: { name: 'Corner Roastery', url: 'x', currency: 'EUR' },
      problem: null,
    },
    me: customer === '' ? GUEST : MEMBER,
    activity: { activity: [], cursor: null },
    worth: { points: 24, inNextTier: null, nudge: null },
    join: { memberId: 'm' },
    'privacy/export': { groups: [{ label: 'Membership', items: [{ name: 'Points', value: '120' }] }] },
    'privacy/erase': { erased: true, retained: true, message: 'Bookings stay without a name.' },
    disconnect: { disconnected: true },
  };
  const body = answers[path];
  response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body ?? { error: { code: 'nothing_here', message: 'There is nothing here.' } }));
}
