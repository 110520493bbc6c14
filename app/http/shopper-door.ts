import type { AppLoadContext } from '@remix-run/node';
import { LOCALES, type Locale } from '#app/i18n/locale.ts';
import type { Shopper } from '#app/services/storefront/shopper.ts';
import './request-context.ts';
import type { LimitedAction } from './request-limits.ts';

/** A request at one of the two doors for shoppers' pages. */
export interface DoorCall {
  readonly request: Request;
  readonly context: AppLoadContext;
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** Who came in, and what they brought. */
export interface Visit {
  readonly shopper: Shopper;
  /** The body as text. Throws a JSON Response when it is no small JSON text, or does not come from the store's own pages. */
  takeBody(): Promise<string>;
}

/**
 * Where shoppers' pages come in: the app proxy of a Shopify shop, or the plugin of a WordPress site. Both stand for who is signed in; behind them all is the
 * same (shopper-handlers.ts). Throws a JSON Response: 401 when the signature or its time is wrong, 404 for a store without a program, 429 for too many at once.
 */
export type ShopperDoor = (call: DoorCall, action: LimitedAction) => Promise<Visit>;

/** What one page sends at most: a cart of two hundred lines. */
export const MAX_BODY_BYTES = 32_768;

/** A language as browsers and WordPress write it ("pl-PL", "pl_PL"); English where it is none. */
export function readLocale(tag: string): Pick<Shopper, 'locale' | 'language'> {
  const locale = tag.trim().replaceAll('_', '-');
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(locale)) return { locale: 'en', language: 'en' };
  const [language = 'en', ...rest] = locale.split('-');
  const spoken: Locale | undefined = LOCALES.find((known) => known === language.toLowerCase());
  return { locale: [language.toLowerCase(), ...rest].join('-'), language: spoken ?? 'en' };
}

/** The language that a browser asks for: `?locale=`, else the first of Accept-Language. */
export function askedLocale(request: Request): string {
  const asked = new URL(request.url).searchParams.get('locale') ?? '';
  if (asked !== '') return asked;
  return (request.headers.get('Accept-Language') ?? '').split(',', 1)[0]?.split(';', 1)[0] ?? '';
}
