import type { ServerResponse } from 'node:http';
import { sendHtml } from '#tests/simulator/answers.ts';
import { SimulatorRefusal } from '#tests/simulator/refusal.ts';

/** What can go wrong on the way. "Before effect": nothing happened in the shop; "after effect": it happened, and the caller does not learn it. */
export const FAULT_KINDS = [
  'timeout-before-effect',
  'timeout-after-effect',
  'server-error',
  'html',
  'html-after-effect',
  'maintenance',
  'unauthorized',
  'forbidden',
  'firewall',
  'too-many-requests',
  'slow',
  'reset-before-effect',
  'reset-after-effect',
  'half-json',
  /** The host's server keeps the Authorization header to itself. */
  'drops-authorization',
  'drop',
  'duplicate',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
export type FaultTarget = 'rest' | 'index' | 'auth' | 'callback';

export interface FaultInput {
  readonly kind: FaultKind;
  /** The REST API (default), the index /wp-json/, the page of consent, or the shop's own call with the keys (kinds drop and duplicate). */
  readonly target?: FaultTarget;
  readonly method?: string;
  /** A part of the path behind /wp-json/wc/v3 ("/coupons"). */
  readonly path?: string;
  /** How often it strikes (default once; 0: until cleared), after letting `skip` matching calls pass. */
  readonly times?: number;
  readonly skip?: number;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** How long a slow answer takes, or how long a time-out holds the line (default: until the caller gives up, at most 60 s). */
  readonly delayMs?: number;
}

export interface Fault extends FaultInput {
  readonly id: string;
  readonly target: FaultTarget;
  left: number;
  skipLeft: number;
  fired: number;
}

/** The list of faults that wait for their call. */
export class FaultBook {
  private readonly faults: Fault[] = [];
  private counter = 0;

  add = (input: FaultInput): { readonly id: string } => {
    if (!FAULT_KINDS.includes(input.kind)) throw new SimulatorRefusal(`"${input.kind}" is no fault; choose of ${FAULT_KINDS.join(', ')}`);
    const id = `fault-${(this.counter += 1)}`;
    const times = input.times ?? 1;
    const left = times === 0 ? Number.MAX_SAFE_INTEGER : times;
    this.faults.push({ ...input, id, target: input.target ?? 'rest', left, skipLeft: input.skip ?? 0, fired: 0 });
    return { id };
  };

  list = (_input: object = {}): readonly Fault[] => this.faults.map((fault) => ({ ...fault }));

  clear = (_input: object = {}): { readonly cleared: number } => ({ cleared: this.faults.splice(0).length });

  /** The fault that strikes this call, if any; counts it. */
  strike(call: { readonly target: FaultTarget; readonly method: string; readonly path: string }): Fault | null {
    for (const fault of this.faults) {
      if (fault.left === 0 || fault.target !== call.target) continue;
      if (fault.method !== undefined && fault.method.toUpperCase() !== call.method) continue;
      if (fault.path !== undefined && !call.path.includes(fault.path)) continue;
      if (fault.skipLeft > 0) {
        fault.skipLeft -= 1;
        continue;
      }
      fault.left -= 1;
      fault.fired += 1;
      return fault;
    }
    return null;
  }
}

const MAINTENANCE =
  '<!DOCTYPE html>\n<html lang="en-US">\n<head><title>Maintenance</title></head>\n<body><h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1></body>\n</html>';
const FIREWALL =
  '<!DOCTYPE html>\n<html><head><title>Access Denied</title></head><body><h1>403 Forbidden</h1><p>Your request was blocked by the firewall of this site.</p></body></html>';
const CRITICAL = {
  code: 'internal_server_error',
  message: '<p>There has been a critical error on this website.</p>',
  data: { status: 500 },
  additional_errors: [],
};

/** Sends JSON as the REST API does; the caller says how. */
export type JsonSender = (status: number, value: unknown) => void;

/** Shows a fault that happens before the effect. True: the call is answered (or cut) and must not be executed. */
export async function faultBefore(fault: Fault | null, response: ServerResponse, json: JsonSender): Promise<boolean> {
  if (!fault) return false;
  if (fault.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(fault.retryAfterSeconds));
  const answers: Partial<Record<FaultKind, () => void | Promise<void>>> = {
    'timeout-before-effect': () => holdLine(response, fault),
    'reset-before-effect': () => {
      response.socket?.resetAndDestroy();
    },
    'server-error': () =>
      (fault.status ?? 500) === 500
        ? json(500, CRITICAL)
        : sendHtml(response, fault.status ?? 500, '<html><head><title>Error</title></head><body><h1>Bad Gateway</h1></body></html>'),
    html: () => sendHtml(response, fault.status ?? 200, MAINTENANCE),
    maintenance: () => {
      if (fault.retryAfterSeconds === undefined) response.setHeader('Retry-After', '600');
      sendHtml(response, 503, MAINTENANCE);
    },
    unauthorized: () =>
      json(401, { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.', data: { status: 401 } }),
    forbidden: () =>
      json(403, { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.', data: { status: 403 } }),
    firewall: () => sendHtml(response, 403, FIREWALL),
    'too-many-requests': () => {
      if (fault.retryAfterSeconds === undefined) response.setHeader('Retry-After', '2');
      sendHtml(response, 429, '<html><head><title>429 Too Many Requests</title></head><body><h1>Too Many Requests</h1></body></html>');
    },
  };
  const answer = answers[fault.kind];
  if (answer) {
    await answer();
    return true;
  }
  if (fault.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1_000));
  return false;
}

/** Spoils the answer of an executed call. False: it may go out as it is. */
export async function faultAfter(fault: Fault | null, response: ServerResponse, text: string): Promise<boolean> {
  switch (fault?.kind) {
    case 'timeout-after-effect':
      await holdLine(response, fault);
      return true;
    case 'reset-after-effect':
      response.socket?.resetAndDestroy();
      return true;
    case 'html-after-effect':
      sendHtml(response, 200, MAINTENANCE);
      return true;
    case 'half-json':
      response.writeHead(200, { 'Content-Type': 'application/json; charset=UTF-8' });
      response.end(text.slice(0, Math.ceil(text.length / 2)));
      return true;
    default:
      return false;
  }
}

/** Says nothing until the caller hangs up, or the fault's time is over; then cuts the line. */
async function holdLine(response: ServerResponse, fault: Fault): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, fault.delayMs ?? 60_000);
    response.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  response.destroy();
}
