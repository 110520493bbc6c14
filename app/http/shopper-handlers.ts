import { createHash } from 'node:crypto';
import type { z } from 'zod';
import {
  cartRequestSchema,
  joinRequestSchema,
  linkCodeRequestSchema,
  linkRequestSchema,
  readJson,
  redeemRequestSchema,
  tillCodeRequestSchema,
  undoRequestSchema,
} from '#app/contracts/shopper-requests.ts';
import type { Result } from '#app/domain/result.ts';
import { refusalWords } from '#app/i18n/shopper-refusals.ts';
import type { Shopper, SignedInShopper, StorefrontRefusal } from '#app/services/storefront/shopper.ts';
import { answer, refusal, sayNo } from './proxy-door.ts';
import { statusOfRefusal } from './refusal-status.ts';
import type { LimitedAction } from './request-limits.ts';
import type { DoorCall, ShopperDoor, Visit } from './shopper-door.ts';

type Outcome = Result<unknown, StorefrontRefusal>;

interface Reading {
  readonly action: LimitedAction;
  /** Null: the store has no program in force. */
  read(call: DoorCall, shopper: Shopper): Promise<unknown>;
}

interface Deed {
  readonly action: LimitedAction;
  /** Also for those who are not signed in. */
  readonly forGuests?: boolean;
  run(call: DoorCall, visit: Visit): Promise<Response>;
}

/** GET: what pages look at. An unchanged answer is not sent again. */
const READINGS: Readonly<Record<string, Reading>> = {
  me: { action: 'read', read: ({ context }, shopper) => context.services.storefront.read(shopper) },
  activity: {
    action: 'read',
    read: ({ context, request }, shopper) =>
      context.services.storefront.readActivity(shopper, new URL(request.url).searchParams.get('cursor')),
  },
};

/** POST: what pages do. */
const DEEDS: Readonly<Record<string, Deed>> = {
  worth: {
    action: 'worth',
    forGuests: true,
    async run(call, { shopper, takeBody }) {
      const body = readJson(await takeBody(), cartRequestSchema);
      if (!body.ok) return notUnderstood(call, shopper);
      const worth = await call.context.services.storefront.cartWorth(shopper, body.value);
      return worth === null ? noProgram(call, shopper) : answer(worth);
    },
  },
  join: deed('join', joinRequestSchema, ({ context }, { address, customerId }) =>
    context.services.join({ address, customerId, via: 'storefront' }),
  ),
  redeem: deed('redeem', redeemRequestSchema, ({ context }, shopper, { rewardId, redemptionId, points }) =>
    context.services.storefront.redeem(shopper, { rewardId, redemptionId: redemptionId.toLowerCase(), points: points ?? null }),
  ),
  undo: deed('undo', undoRequestSchema, ({ context }, shopper, { redemptionId }) =>
    context.services.storefront.undo(shopper, redemptionId.toLowerCase()),
  ),
  'till-code': deed('till-code', tillCodeRequestSchema, ({ context }, { address, customerId }) =>
    context.services.till.makeCode({ address, customerId }),
  ),
  'link-code': deed('link-code', linkCodeRequestSchema, ({ context }, shopper) => context.services.storefront.makeLinkCode(shopper)),
  link: deed('link', linkRequestSchema, ({ context }, shopper, { code }) => context.services.storefront.linkAccounts(shopper, code)),
};

/** Answers a shopper's request for a path of the storefront contract (app/contracts/storefront.ts), whatever door it came through. */
export async function serveShopper(door: ShopperDoor, path: string, call: DoorCall): Promise<Response> {
  const reading = Object.hasOwn(READINGS, path) ? READINGS[path] : undefined;
  if (reading) {
    if (call.request.method !== 'GET' && call.request.method !== 'HEAD') return wrongWay(call, 'GET');
    const { shopper } = await door(call, reading.action);
    const value = await reading.read(call, shopper);
    return value === null ? noProgram(call, shopper) : tagged(call.request, value);
  }
  const deed = Object.hasOwn(DEEDS, path) ? DEEDS[path] : undefined;
  if (!deed) return sayNo(call.request, { status: 404, word: 'nothing_here' });
  if (call.request.method !== 'POST') return wrongWay(call, 'POST');
  const visit = await door(call, deed.action);
  if (!deed.forGuests && visit.shopper.customerId === null) {
    // Where it came from is looked at first: another site is told nothing about who is signed in.
    await visit.takeBody();
    return sayNo(call.request, { status: 401, word: 'sign_in', locale: visit.shopper.locale });
  }
  return deed.run(call, visit);
}

function deed<Body>(
  action: LimitedAction,
  schema: z.ZodType<Body>,
  run: (call: DoorCall, shopper: SignedInShopper, body: Body) => Promise<Outcome>,
): Deed {
  return {
    action,
    async run(call, { shopper, takeBody }) {
      const body = readJson(await takeBody(), schema);
      const { customerId } = shopper;
      if (!body.ok || customerId === null) return notUnderstood(call, shopper);
      const outcome = await run(call, { ...shopper, customerId }, body.value);
      if (outcome.ok) return answer(outcome.value);
      const { reason, message } = outcome.refusal;
      return refusal(statusOfRefusal(reason), { code: reason, message: refusalWords(reason, shopper.locale) ?? message });
    },
  };
}

function notUnderstood({ request }: DoorCall, { locale }: Shopper): Response {
  return sayNo(request, { status: 400, word: 'not_understood', locale });
}

function noProgram({ request }: DoorCall, { locale }: Shopper): Response {
  return sayNo(request, { status: 404, word: 'no_program', locale });
}

function wrongWay({ request }: DoorCall, allowed: 'GET' | 'POST'): Response {
  return sayNo(request, { status: 405, word: 'wrong_way', headers: { Allow: allowed } });
}

/**
 * The tag changes with the answer. It is asked for anew each time: two people may share a browser, and not every browser keeps the answers of two cookies or of two tokens
 * apart, so a kept one could show the points and codes of whoever was signed in before.
 */
function tagged(request: Request, value: unknown): Response {
  const body = JSON.stringify(value);
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache', Vary: 'Cookie, Authorization, Accept-Language' };
  if (knows(request, tag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' } });
}

function knows(request: Request, tag: string): boolean {
  const known = request.headers.get('If-None-Match') ?? '';
  return known.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag.slice(2));
}
