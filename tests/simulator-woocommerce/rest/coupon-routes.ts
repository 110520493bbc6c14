import { couponPayload } from '../coupon-payload.ts';
import { CouponRefusal, createCoupon, deleteCoupon, updateCoupon, type CouponBody } from '../coupon-desk.ts';
import type { Coupon } from '../site-state.ts';
import { batchRoutes } from './batch.ts';
import { choiceParam, flagParam, idsParam, inWords, momentParam, onlyFields, pageOf, textParam } from './list-params.ts';
import { invalidParam, missingParam, RestError, unknownId } from './rest-error.ts';
import { idOf, route, type RestAnswer, type RestCall, type Route } from './route.ts';

const TYPES = ['percent', 'fixed_cart', 'fixed_product'];
const FLAGS = ['individual_use', 'free_shipping', 'exclude_sale_items'];
const INTEGERS = ['usage_limit', 'usage_limit_per_user', 'limit_usage_to_x_items'];
const TEXTS = ['code', 'amount', 'description', 'minimum_amount', 'maximum_amount'];

function list({ site, query }: RestCall): RestAnswer {
  const code = textParam(query, 'code')?.toLowerCase();
  const search = textParam(query, 'search')?.toLowerCase();
  const [include, exclude] = [idsParam(query, 'include'), idsParam(query, 'exclude') ?? []];
  const after = momentParam(site, query, 'modified_after');
  const found = [...site.coupons.values()].filter(
    (coupon) =>
      coupon.status !== 'trash' &&
      (code ?? coupon.code) === coupon.code &&
      coupon.code.includes(search ?? '') &&
      (include ?? [coupon.id]).includes(coupon.id) &&
      !exclude.includes(coupon.id) &&
      (after === undefined || Math.floor(coupon.modifiedAt / 1000) > Math.floor(after / 1000)),
  );
  const up = choiceParam(query, 'order', ['asc', 'desc']) === 'asc';
  found.sort((a, b) => (a.createdAt - b.createdAt || a.id - b.id) * (up ? 1 : -1));
  const { items, ...counts } = pageOf(found, query);
  return {
    body: onlyFields(
      items.map((coupon) => couponPayload(site, coupon)),
      query,
    ),
    ...counts,
  };
}

function couponOf(call: RestCall, id: number): Coupon {
  const coupon = call.site.coupons.get(id);
  if (!coupon) throw unknownId('coupon');
  return coupon;
}

/** A body whose types hold; WordPress takes numbers for texts and texts for numbers where they fit. */
function checked(body: Readonly<Record<string, unknown>>): CouponBody {
  const result: Record<string, unknown> = { ...body };
  for (const name of TEXTS) if (typeof result[name] === 'number') result[name] = String(result[name]);
  for (const name of TEXTS) {
    if (result[name] !== undefined && typeof result[name] !== 'string')
      throw invalidParam(name, `${name} is not of type string.`, 'rest_invalid_type');
  }
  for (const name of FLAGS) {
    if (result[name] !== undefined && typeof result[name] !== 'boolean')
      throw invalidParam(name, `${name} is not of type boolean.`, 'rest_invalid_type');
  }
  for (const name of INTEGERS) {
    if (result[name] != null && !Number.isInteger(Number(result[name])))
      throw invalidParam(name, `${name} is not of type integer.`, 'rest_invalid_type');
  }
  if (result.discount_type !== undefined && !TYPES.some((type) => type === result.discount_type))
    throw invalidParam('discount_type', `discount_type is not one of ${inWords(TYPES)}.`, 'rest_not_in_enum');
  if (result.email_restrictions !== undefined && !Array.isArray(result.email_restrictions))
    throw invalidParam('email_restrictions', 'email_restrictions is not of type array.', 'rest_invalid_type');
  return result;
}

function asRest<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof CouponRefusal) throw new RestError(400, error.code, { message: error.message });
    if (error instanceof RangeError) throw new RestError(400, 'rest_invalid_param', { message: error.message });
    throw error;
  }
}

function create(call: RestCall, body: Readonly<Record<string, unknown>>): unknown {
  if (body.code === undefined) throw missingParam(['code']);
  return couponPayload(
    call.site,
    asRest(() => createCoupon(call.site, checked(body))),
  );
}

function update(call: RestCall, id: number, body: Readonly<Record<string, unknown>>): unknown {
  const coupon = couponOf(call, id);
  return couponPayload(
    call.site,
    asRest(() => updateCoupon(call.site, coupon, checked(body))),
  );
}

function remove(call: RestCall, id: number, force: boolean): unknown {
  const coupon = couponOf(call, id);
  const shown = couponPayload(call.site, coupon);
  if (!force && coupon.status === 'trash')
    throw new RestError(410, 'woocommerce_rest_already_trashed', { message: 'The coupon has already been deleted.' });
  deleteCoupon(call.site, coupon, force);
  return shown;
}

/** /coupons */
export const couponRoutes: readonly Route[] = [
  ...batchRoutes('/coupons', { create, update, remove: (call, id) => remove(call, id, true) }),
  ...route('GET', '/coupons', { deed: 'list', answer: list }),
  ...route('POST', '/coupons', { deed: 'create', answer: (call) => ({ status: 201, body: create(call, call.body) }) }),
  ...route('GET', '/coupons/(\\d+)', {
    deed: 'view',
    answer: (call) => ({ body: onlyFields(couponPayload(call.site, couponOf(call, idOf(call))), call.query) }),
  }),
  ...route('PUT', '/coupons/(\\d+)', { deed: 'edit', answer: (call) => ({ body: update(call, idOf(call), call.body) }) }),
  ...route('DELETE', '/coupons/(\\d+)', {
    deed: 'delete',
    answer: (call) => ({ body: remove(call, idOf(call), flagParam(call.query, 'force') || call.body.force === true) }),
  }),
];
