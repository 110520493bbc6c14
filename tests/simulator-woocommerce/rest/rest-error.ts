/** An answer of the REST API that refuses, in its shape {code, message, data:{status}}. */
export class RestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: unknown;

  constructor(status: number, code: string, about: { readonly message: string; readonly data?: unknown }) {
    super(about.message);
    this.status = status;
    this.code = code;
    this.data = about.data ?? { status };
  }

  body(): object {
    return { code: this.code, message: this.message, data: this.data };
  }
}

/** 400 rest_invalid_param of one parameter. */
export function invalidParam(name: string, reason: string, code: string): RestError {
  const details = { [name]: { code, message: reason, data: null } };
  const data = { status: 400, params: { [name]: reason }, details };
  return new RestError(400, 'rest_invalid_param', { message: `Invalid parameter(s): ${name}`, data });
}

/** 400 rest_missing_callback_param. */
export function missingParam(names: readonly string[]): RestError {
  const data = { status: 400, params: names };
  return new RestError(400, 'rest_missing_callback_param', { message: `Missing parameter(s): ${names.join(', ')}`, data });
}

/** 404 of a resource ("order", "coupon", "webhook"). */
export function unknownId(resource: string): RestError {
  const special: Readonly<Record<string, readonly [string, string]>> = {
    customer: ['woocommerce_rest_invalid_id', 'Invalid resource ID.'],
    product: ['woocommerce_rest_product_invalid_id', 'Invalid ID.'],
    refund: ['woocommerce_rest_shop_order_refund_invalid_id', 'Invalid order refund ID.'],
  };
  const [code, message] = special[resource] ?? [`woocommerce_rest_shop_${resource}_invalid_id`, 'Invalid ID.'];
  return new RestError(404, code, { message });
}

/** 404 rest_no_route. */
export function noRoute(): RestError {
  return new RestError(404, 'rest_no_route', { message: 'No route was found matching the URL and request method.' });
}
