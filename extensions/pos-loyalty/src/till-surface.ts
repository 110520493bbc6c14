import { APP_URL } from '../../shared-ui/app-url.ts';
import { createRungClient } from '../../shared-ui/rung-client.ts';
import { createSpeech } from '../../shared-ui/speech.ts';
import type { Surface } from '../../shared-ui/surface.ts';

/** Of the `shopify` global at the till. */
export interface TillApi {
  readonly session: { readonly getSessionToken: () => Promise<string | undefined> };
  readonly locale: { readonly current: { readonly value: string } };
  readonly i18n: { readonly translate: (key: string, replacements?: Record<string, string | number>) => unknown };
}

/** The cart of the till, as far as we touch it. */
export interface TillCart {
  readonly cart: {
    readonly current: {
      readonly value: { readonly customer?: { readonly id: number }; readonly editable?: boolean; readonly lineItems: readonly unknown[] };
    };
    readonly addCartCodeDiscount: (code: string) => Promise<void>;
  };
}

/** Shows a line for a moment. */
export interface TillToast {
  readonly toast: { readonly show: (content: string) => void };
}

/** The last thing that was scanned, and the camera. */
export interface TillScanner {
  readonly scanner: {
    readonly scannerData: { readonly current: { readonly value: { readonly data?: string } } };
  };
}

/** The parts' surface at the till. */
export function tillSurface(api: TillApi): Surface {
  return {
    client: createRungClient({ appUrl: APP_URL, token: () => api.session.getSessionToken(), locale: () => api.locale.current.value }),
    speech: createSpeech(api.i18n, api.locale.current.value),
  };
}
