import { currencyDigits } from './amounts.ts';
import { findCode, priceCart } from './discount-use.ts';
import { required, SimulatorRefusal } from './refusal.ts';
import type { Product } from './shop-state.ts';
import type { Place } from './world.ts';

/** What one visitor has in the cart. */
export interface Cart {
  readonly token: string;
  readonly lines: { readonly product: Product; quantity: number }[];
  codes: string[];
}

const MOST_CARTS = 2_000;

/** The carts of all visitors, by the token in their cookie; the oldest is forgotten first. */
export class CartShelf {
  private readonly carts = new Map<string, Cart>();

  of(token: string): Cart {
    const cart = this.carts.get(token) ?? { token, lines: [], codes: [] };
    this.carts.delete(token);
    this.carts.set(token, cart);
    for (const oldest of this.carts.keys()) {
      if (this.carts.size <= MOST_CARTS) break;
      this.carts.delete(oldest);
    }
    return cart;
  }

  empty(token: string): void {
    this.carts.delete(token);
  }
}

/** Puts units of a product into the cart; refuses an unknown variant. */
export function addToCart({ shop }: Place, cart: Cart, { id, quantity = 1 }: { readonly id: number; readonly quantity?: number }): void {
  const product = required(
    [...shop.products.values()].find(({ variantId }) => variantId === id),
    'Cannot find variant',
  );
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new SimulatorRefusal('Quantity must be a positive number');
  const line = cart.lines.find((one) => one.product === product);
  if (line) line.quantity += quantity;
  else cart.lines.push({ product, quantity });
}

/** Sets how many of a variant are in the cart; 0 takes it out. */
export function changeCart(cart: Cart, variantId: number, quantity: number): void {
  const at = cart.lines.findIndex(({ product }) => product.variantId === variantId);
  const line = cart.lines[at];
  if (!line) return;
  if (quantity <= 0) cart.lines.splice(at, 1);
  else line.quantity = quantity;
}

/** "A,B" replaces the set of codes, as /cart/update.js does; an empty text clears it. */
export function setCodes(cart: Cart, list: string): void {
  const codes = list
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
  cart.codes = [...new Map(codes.map((code) => [code.toLowerCase(), code])).values()];
}

/** The cart as /cart.js answers it: hundredths in every currency, each code with whether it counts now. */
export function cartJson(place: Place, cart: Cart, customerId: number | null) {
  const { shop } = place;
  const hundredths = (minor: number): number => (minor * 100) / 10 ** currencyDigits(shop.currency);
  const priced = price(place, cart, customerId);
  const applied = new Set(priced.discountCodes.map(({ code }) => code.toLowerCase()));
  const items = cart.lines.map(({ product, quantity }, index) => {
    const full = product.priceMinor * quantity;
    const off = (priced.lineAllocations[index] ?? []).reduce((sum, { amount }) => sum + amount, 0);
    return {
      key: `${product.variantId}:0`,
      id: product.variantId,
      variant_id: product.variantId,
      product_id: product.id,
      title: product.title,
      quantity,
      price: hundredths(product.priceMinor),
      line_price: hundredths(full),
      final_line_price: hundredths(full - off),
      vendor: product.vendor,
      product_type: product.productType,
      requires_shipping: product.requiresShipping,
      gift_card: product.giftCard,
    };
  });
  const subtotal = items.reduce((sum, { line_price }) => sum + line_price, 0);
  const total = items.reduce((sum, { final_line_price }) => sum + final_line_price, 0);
  return {
    token: cart.token,
    currency: shop.currency,
    item_count: cart.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    items,
    items_subtotal_price: subtotal,
    original_total_price: subtotal,
    total_discount: subtotal - total,
    total_price: total,
    // Free shipping counts as soon as the code itself holds: what the shipping costs is known at checkout only.
    discount_codes: cart.codes.map((code) => ({
      code,
      applicable: applied.has(code.toLowerCase()) || waitsForShipping(place, code, customerId),
    })),
  };
}

export type CartJson = ReturnType<typeof cartJson>;

function price(place: Place, cart: Cart, customerId: number | null) {
  const lines = cart.lines.map(({ product, quantity }) => ({
    productId: product.id,
    variantId: product.variantId,
    collections: product.collections.map((title) => place.shop.collections.get(title) ?? 0),
    unitPrice: product.priceMinor,
    quantity,
    giftCard: product.giftCard,
  }));
  return priceCart(place, { lines, shippingPrice: null, customerId }, { codes: cart.codes, open: null });
}

function waitsForShipping(place: Place, code: string, customerId: number | null): boolean {
  const found = findCode(place, code, customerId);
  return !('problem' in found) && found.discount.value.kind === 'shipping';
}
