import { APP_URL } from './app-url.ts';
import { createRungClient } from './rung-client.ts';
import { createSpeech } from './speech.ts';
import type { Surface } from './surface.ts';

/** Of the `shopify` global of checkout and customer accounts. */
interface BuyerApi {
  readonly sessionToken: { readonly get: () => Promise<string> };
  readonly localization: { readonly language: { readonly value: { readonly isoCode: string } } };
  readonly i18n: { readonly translate: (key: string, replacements?: Record<string, string | number>) => unknown };
}

/** The parts' surface in checkout and customer accounts. */
export function buyerSurface(api: BuyerApi): Surface {
  const locale = api.localization.language.value.isoCode;
  return {
    client: createRungClient({ appUrl: APP_URL, token: () => api.sessionToken.get(), locale: () => locale }),
    speech: createSpeech(api.i18n, locale),
  };
}
