import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { faultAfter, faultBefore, readBody, sendJson } from '../answers.ts';
import type { CallLog } from '../call-log.ts';
import type { FaultBook, Fault } from '../faults.ts';
import type { TokenOffice } from '../oauth.ts';
import type { Shop } from '../shop-state.ts';
import type { World } from '../world.ts';
import { loadAdminSchema } from './admin-schema.ts';
import { CostBucket } from './cost-bucket.ts';
import { executeCall } from './execute-call.ts';
import { prepareCall, type IncomingCall, type PreparedCall } from './prepare-call.ts';

const MAX_QUERY_COST = 1_000;

interface Parts {
  readonly world: World;
  readonly tokens: TokenOffice;
  readonly faults: FaultBook;
  readonly calls: CallLog;
}

/** The Admin GraphQL API over HTTP: token, faults, validation, cost, execution. */
export class GraphqlEndpoint {
  private readonly parts: Parts;
  private readonly buckets = new Map<string, CostBucket>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async answer(shop: Shop | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (!shop) return sendJson(response, 404, { errors: 'Not Found' });
    if (!body) return sendJson(response, 413, { errors: 'Request Entity Too Large' });
    const call = readCall(body);
    if (!call) return sendJson(response, 400, { errors: { query: 'Required parameter missing or invalid' } });

    const { schema, access } = await loadAdminSchema();
    const prepared = prepareCall(schema, call);
    const fault = this.parts.faults.strike({ target: 'graphql', shop: shop.domain, names: prepared.names });
    const log = this.parts.calls.start(shop.domain, prepared.names, fault?.kind ?? null);
    response.setHeader('X-Request-Id', randomUUID());
    response.setHeader('X-Shopify-API-Version', '2026-10');
    if (await faultBefore(fault, response)) return log.end('refused by a fault', null);
    if (!this.parts.tokens.opens(shop, String(request.headers['x-shopify-access-token'] ?? ''))) {
      log.end('unauthorized', null);
      return sendJson(response, 401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
    }
    if (prepared.problems) {
      log.end('invalid', null);
      return sendJson(response, 200, { errors: prepared.problems });
    }
    const refusal = this.refuseForCost(shop, prepared.call, fault);
    if (refusal) {
      log.end(refusal.outcome, prepared.call.cost);
      return sendJson(response, 200, refusal.answer);
    }
    const executed = executeCall({ world: this.parts.world, shop, access }, schema, prepared.call);
    this.bucketOf(shop).giveBack(prepared.call.cost - executed.actualCost);
    log.end(executed.answer.errors ? 'answered with errors' : 'done', executed.actualCost);
    const cost = this.costExtension(shop, prepared.call.cost, executed.actualCost);
    await faultAfter(fault, response, { ...executed.answer, extensions: { cost } });
  }

  private refuseForCost(shop: Shop, call: PreparedCall, fault: Fault | null) {
    if (fault?.kind === 'internal-error') {
      const message = `Internal error. Looks like something went wrong on our end.\nRequest ID: ${randomUUID()} (include this in support requests).`;
      return { outcome: 'internal error', answer: { errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } };
    }
    if (call.cost > MAX_QUERY_COST) {
      const message = `Query cost is ${call.cost}, which exceeds the single query max cost limit (${MAX_QUERY_COST}).`;
      const extensions = {
        code: 'MAX_COST_EXCEEDED',
        cost: call.cost,
        maxCost: MAX_QUERY_COST,
        documentation: 'https://shopify.dev/api/usage/rate-limits',
      };
      return { outcome: 'too dear', answer: { errors: [{ message, extensions }] } };
    }
    if (fault?.kind !== 'throttled' && this.bucketOf(shop).take(call.cost)) return null;
    const extensions = { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' };
    return {
      outcome: 'throttled',
      answer: { errors: [{ message: 'Throttled', extensions }], extensions: { cost: this.costExtension(shop, call.cost, null) } },
    };
  }

  private costExtension(shop: Shop, requestedQueryCost: number, actualQueryCost: number | null) {
    return { requestedQueryCost, actualQueryCost, throttleStatus: this.bucketOf(shop).status() };
  }

  private bucketOf(shop: Shop): CostBucket {
    let bucket = this.buckets.get(shop.domain);
    if (!bucket) {
      bucket = new CostBucket(this.parts.world.realNow, () => shop);
      this.buckets.set(shop.domain, bucket);
    }
    return bucket;
  }
}

function readCall(body: Buffer): IncomingCall | null {
  try {
    const value = JSON.parse(body.toString()) as { query?: unknown; variables?: unknown; operationName?: unknown };
    if (typeof value.query !== 'string') return null;
    const variables = typeof value.variables === 'object' && value.variables !== null ? (value.variables as Record<string, unknown>) : {};
    return { query: value.query, variables, operationName: typeof value.operationName === 'string' ? value.operationName : null };
  } catch {
    return null;
  }
}
