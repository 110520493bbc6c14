import { createHash, createHmac } from 'node:crypto';

/** How the plugin of a site reaches the app: what the app told it when it was linked. */
export interface PluginAddress {
  readonly appUrl: string;
  readonly storeKey: string;
  readonly secret: string;
}

export interface PluginCall {
  readonly method: 'GET' | 'POST';
  /** With its query: "me", "activity?cursor=…". */
  readonly path: string;
  /** The WordPress user who is signed in; null: a guest. */
  readonly customer: string | null;
  readonly locale?: string;
  readonly body?: unknown;
}

/** The text that a call is signed by (woocommerce-bridge/contract/plugin-signature.json has examples). */
export function signedText(call: {
  readonly method: 'GET' | 'POST';
  readonly pathAndQuery: string;
  readonly time: string;
  readonly customer: string;
  readonly locale: string;
  readonly body: string;
}): string {
  const bodyHash = createHash('sha256').update(call.body).digest('hex');
  return ['rung-v1', call.method, call.pathAndQuery, call.time, call.customer, call.locale, bodyHash].join('\n');
}

/** Asks the app as the Rung plugin does: server to server, signed, the customer named by the site and not by the browser. Answers the status and the text. */
export async function callAsPlugin(
  { appUrl, storeKey, secret }: PluginAddress,
  call: PluginCall,
): Promise<{ readonly status: number; readonly text: string }> {
  const pathAndQuery = `/bridge/woocommerce/${storeKey}/${call.path}`;
  const body = call.method === 'POST' ? JSON.stringify(call.body ?? {}) : '';
  const { method, locale = 'en-GB' } = call;
  const customer = call.customer ?? '';
  const time = String(Math.floor(Date.now() / 1000));
  const signed = signedText({ method, pathAndQuery, time, customer, locale, body });
  const answer = await fetch(`${appUrl}${pathAndQuery}`, {
    method,
    headers: {
      ...(call.method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      'X-Rung-Time': time,
      'X-Rung-Customer': customer,
      'X-Rung-Locale': locale,
      'X-Rung-Signature': createHmac('sha256', secret).update(signed).digest('hex'),
    },
    ...(call.method === 'POST' ? { body } : {}),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, text: await answer.text() };
}
