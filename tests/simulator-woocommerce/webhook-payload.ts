import { couponPayload } from './coupon-payload.ts';
import { customerPayload } from './customer-payload.ts';
import { orderPayload } from './order-payload.ts';
import { productPayload } from './product-payload.ts';
import type { Site } from './site-state.ts';

/** The body of a message, from the state of this moment: what is gone by now reads as the error that REST would answer. */
export function webhookPayload(site: Site, topic: string, id: number): object {
  const [resource = '', event = ''] = topic.split('.');
  if (event === 'deleted') return { id };
  return shown(site, resource, id) ?? gone(resource);
}

function shown(site: Site, resource: string, id: number): object | null {
  switch (resource) {
    case 'order': {
      const order = site.orders.get(id);
      return order ? orderPayload(site, order) : null;
    }
    case 'customer': {
      const customer = site.customers.get(id);
      return customer ? customerPayload(site, customer) : null;
    }
    case 'coupon': {
      const coupon = site.coupons.get(id);
      return coupon ? couponPayload(site, coupon) : null;
    }
    default: {
      const product = site.products.get(id);
      return product ? productPayload(site, product) : null;
    }
  }
}

function gone(resource: string): object {
  if (resource === 'customer') return { code: 'woocommerce_rest_invalid_id', message: 'Invalid resource ID.', data: { status: 404 } };
  const code = resource === 'product' ? 'woocommerce_rest_product_invalid_id' : `woocommerce_rest_shop_${resource}_invalid_id`;
  return { code, message: 'Invalid ID.', data: { status: 404 } };
}
