import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { chooseLocaleOf, type Locale } from '#app/i18n/locale.ts';
import { type DoorWords, doorWords } from '#app/i18n/door-words.ts';
import type { Log } from '#app/log.server.ts';
import type { PluginStore } from '#app/services/connect-woocommerce.ts';
import { renewalPage, saidPage } from './plain-pages.ts';
import { isSiteToken, type SiteTokenProblem, type SiteVisitor, verifySiteToken } from './woocommerce-token.ts';

/** In the query of a page's first address, and in each address that is kept of it. */
const TOKEN_PARAMETER = 'site_token';
/** Set by the page that fetched a new token: a second ended one means that clocks differ, not that time went by. */
const RENEWED_PARAMETER = 'renewed';
/** Tells the page's script that a new token would help. */
const TOKEN_ENDED_HEADER = 'X-Rung-Token';

export interface WooCommerceDoorOptions {
  readonly findPlugin: (storeKey: string) => Promise<PluginStore | null>;
  readonly appUrl: string;
  readonly log: Pick<Log, 'warn'>;
  readonly now?: () => number;
}

interface DoorState {
  readonly visitor: SiteVisitor | null;
  /** Whose pages may frame this answer. */
  readonly origin: string | null;
}

const states = new WeakMap<Response, DoorState>();

/** Who came from a site's wp-admin with this request; null: nobody, so it is Shopify's business. */
export function siteVisitorOf(response: Response): SiteVisitor | null {
  return states.get(response)?.visitor ?? null;
}

/** The site whose pages may frame this answer: only one that proved itself, with a token that holds or did so until a short while ago. */
export function framingSiteOf(response: Response): string | null {
  return states.get(response)?.origin ?? null;
}

/**
 * The door from wp-admin: looks at the token that a site's plugin made, before any page does. Requests without one pass on to Shopify's door. A page whose token has ended is
 * answered by a tiny one that asks the site for a new token and comes again; a script is told 401 with X-Rung-Token: ended.
 */
export function woocommerceDoor(options: WooCommerceDoorOptions): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const token = /^\/app(\/|$)/.test(request.path) ? tokenOf(request) : null;
    if (token === null) next();
    else enter(options, { request, response, token }).then((isIn) => isIn && next(), next);
  };
}

/** Scripts carry the token in a header, which wins: the query may hold the one that the page began with. */
function tokenOf(request: Request): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return isSiteToken(bearer) ? bearer : null;
  const asked = request.query[TOKEN_PARAMETER];
  return typeof asked === 'string' ? asked : null;
}

interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly token: string;
}

/** True: the visitor is known and the page may be made. */
async function enter(options: WooCommerceDoorOptions, { request, response, token }: Visit): Promise<boolean> {
  const nowMs = (options.now ?? Date.now)();
  const verified = await verifySiteToken(token, { findPlugin: options.findPlugin, appUrl: options.appUrl, nowMs });
  if (verified.ok) {
    states.set(response, { visitor: verified.value, origin: verified.value.origin });
    return true;
  }
  const problem = verified.refusal;
  states.set(response, { visitor: null, origin: 'origin' in problem ? problem.origin : null });
  if (problem.reason === 'forged') options.log.warn({ reason: problem.detail }, 'a token of a site was turned away');
  response.status(401).set('Cache-Control', 'no-store');
  if (isPage(request)) response.type('html').send(pageFor(request, problem));
  // The second header makes Remix show its error page; without it an empty answer would count as a page's data.
  else response.set({ [TOKEN_ENDED_HEADER]: problem.reason === 'expired' ? 'ended' : 'refused', 'X-Remix-Catch': 'yes' }).end();
  return false;
}

/** A page of its own, not what its script asks for. */
function isPage(request: Request): boolean {
  return request.method === 'GET' && request.query['_data'] === undefined && request.headers.authorization === undefined;
}

function pageFor(request: Request, problem: SiteTokenProblem): string {
  const locale: Locale = chooseLocaleOf({
    asked: typeof request.query['locale'] === 'string' ? request.query['locale'] : null,
    acceptLanguage: request.headers['accept-language'] ?? '',
  });
  const words: DoorWords = doorWords(locale);
  if (problem.reason === 'forged') return saidPage(locale, { title: words.strangerTitle, text: words.strangerText });
  if (problem.reason === 'clock' || request.query[RENEWED_PARAMETER] !== undefined)
    return saidPage(locale, { title: words.clockTitle, text: words.clockText });
  return renewalPage(locale, { origin: problem.origin, waiting: words.waiting, failed: words.waitingFailed });
}
