import { USER_AGENT } from '#tests/setup/browser.ts';
import type { ServerStage } from '#tests/doors/server-stage.ts';

/** A request of an admin page's own script, as somebody with this token; `form` and `json` are posted. */
export interface AdminCall {
  readonly route: string;
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** Asks a route of the admin as its page does: by Remix' `_data` where it has a page, plainly where it has none. */
export function askAdmin(stage: ServerStage, call: AdminCall, token: string): Promise<Response> {
  const address = new URL(call.path, stage.server.url);
  if (call.route.endsWith('.tsx')) address.searchParams.set('_data', `routes/${call.route.replace(/\.tsx$/, '')}`);
  const body = call.form === undefined ? (call.json === undefined ? null : JSON.stringify(call.json)) : new URLSearchParams(call.form);
  return fetch(address, {
    method: body === null ? 'GET' : 'POST',
    redirect: 'manual',
    headers: {
      'User-Agent': USER_AGENT,
      Authorization: `Bearer ${token}`,
      ...(call.json === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === null ? {} : { body }),
  });
}
