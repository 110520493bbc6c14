import { z } from 'zod';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { ThrottleStatus } from './call-budget.ts';

/** One complaint of Shopify's about what it was asked to change. */
export interface UserError {
  readonly code: string | null;
  readonly field: readonly string[];
  readonly message: string;
  /** Which element of a list it is about (metafieldsSet). */
  readonly elementIndex: number | null;
}

/** Shopify understood the call and refused it. `errors` keep Shopify's codes (TAKEN, INVALID, …). */
export class ShopifyRefused extends PlatformError {
  readonly errors: readonly UserError[];

  constructor(operation: string, errors: readonly UserError[]) {
    const said = errors.map(({ code, field, message }) => `${field.join('.')} ${code ?? ''}: ${message}`.trim()).join('; ');
    super('refused', `Shopify refused ${operation}: ${said}`.slice(0, 500));
    this.name = 'ShopifyRefused';
    this.errors = errors;
  }

  hasCode(...codes: readonly string[]): boolean {
    return this.errors.some(({ code }) => code !== null && codes.includes(code));
  }
}

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string().default(''),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.object({ code: z.string().optional() }).nullish(),
      }),
    )
    .or(z.string())
    .nullish(),
  extensions: z
    .object({
      cost: z
        .object({
          requestedQueryCost: z.number().nullish(),
          throttleStatus: z
            .object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number().positive() })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const userErrorSchema = z.object({
  code: z.string().nullish(),
  field: z.array(z.string()).nullish(),
  message: z.string(),
  elementIndex: z.number().nullish(),
});
const payloadSchema = z.object({ userErrors: z.array(userErrorSchema) });

/** What an HTTP 200 of the Admin API turned out to be. */
export type GraphqlReading =
  | { readonly kind: 'data'; readonly data: Readonly<Record<string, unknown>>; readonly cost: CostStatement }
  | { readonly kind: 'throttled'; readonly waitMs: number; readonly cost: CostStatement }
  | { readonly kind: 'failed'; readonly error: PlatformError; readonly retry: boolean; readonly cost: CostStatement };

export interface CostStatement {
  readonly requested: number | null;
  readonly status: ThrottleStatus | null;
}

const NO_COST: CostStatement = { requested: null, status: null };

/**
 * Reads an answer's text. Shopify says "throttled" and "not allowed" with status 200; both are told apart here. With `toleratesDenied`, fields that the app may
 * not see (protected data, missing scopes) are null in the data instead of an error, as long as no whole object is missing.
 */
export function readAnswer(operation: string, text: string, toleratesDenied: boolean): GraphqlReading {
  const parsed = answerSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    return {
      kind: 'failed',
      error: new PlatformError('malformed', `Shopify's answer to ${operation} cannot be read`),
      retry: true,
      cost: NO_COST,
    };
  }
  const { data, extensions } = parsed.data;
  const errors =
    typeof parsed.data.errors === 'string'
      ? [{ message: parsed.data.errors, path: undefined, extensions: null }]
      : (parsed.data.errors ?? []);
  const cost: CostStatement = { requested: extensions?.cost?.requestedQueryCost ?? null, status: extensions?.cost?.throttleStatus ?? null };
  const codes = errors.map((error) => error.extensions?.code ?? '');
  if (codes.includes('THROTTLED')) return { kind: 'throttled', waitMs: restoreTime(cost), cost };
  const onlyDenied = codes.every((code) => code === 'ACCESS_DENIED') && errors.every(({ path }) => (path?.length ?? 0) > 2);
  if (data != null && (errors.length === 0 || (toleratesDenied && onlyDenied))) return readPayload(operation, data, cost);
  return { kind: 'failed', ...errorOf(operation, errors, codes), cost };
}

function readPayload(operation: string, data: Readonly<Record<string, unknown>>, cost: CostStatement): GraphqlReading {
  const complaints = Object.values(data).flatMap((field) => payloadSchema.safeParse(field).data?.userErrors ?? []);
  if (complaints.length === 0) return { kind: 'data', data, cost };
  const errors = complaints.map((each) => ({
    code: each.code ?? null,
    field: each.field ?? [],
    message: each.message,
    elementIndex: each.elementIndex ?? null,
  }));
  return { kind: 'failed', error: new ShopifyRefused(operation, errors), retry: false, cost };
}

function errorOf(
  operation: string,
  errors: readonly { readonly message: string }[],
  codes: readonly string[],
): { error: PlatformError; retry: boolean } {
  const said = errors[0]?.message.slice(0, 300) ?? 'no data and no reason';
  if (codes.includes('ACCESS_DENIED') || codes.includes('SHOP_INACTIVE')) {
    return { error: new PlatformError('forbidden', `Shopify does not allow ${operation}: ${said}`), retry: false };
  }
  if (codes.includes('MAX_COST_EXCEEDED')) {
    return {
      error: new ShopifyRefused(operation, [{ code: 'MAX_COST_EXCEEDED', field: [], message: said, elementIndex: null }]),
      retry: false,
    };
  }
  if (errors.length === 0 || codes.includes('INTERNAL_SERVER_ERROR') || codes.includes('TIMEOUT')) {
    return { error: new PlatformError('unreachable', `Shopify could not do ${operation}: ${said}`), retry: true };
  }
  return { error: new PlatformError('refused', `Shopify does not understand ${operation}: ${said}`), retry: false };
}

/** How long the bucket needs until the call fits: (requested − available) ÷ restore rate. One second when Shopify does not say. */
function restoreTime(cost: CostStatement): number {
  if (cost.requested === null || cost.status === null) return 1_000;
  const missing = Math.max(0, cost.requested - cost.status.currentlyAvailable);
  return Math.ceil((missing / cost.status.restoreRate) * 1000);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
