import type { StorefrontRate, StorefrontView, StorefrontWorth, UnitNames } from '#app/contracts/storefront.ts';
import { earnedOf } from '../storefront/earned.ts';
import { createSpeech, type Speech } from '../storefront/speech.ts';

/** What a page block tells its script; the JSON beside it. */
interface Common {
  readonly base: string;
  readonly locale: string;
  readonly currency: string;
  readonly unit: UnitNames;
}
interface ProductBlock extends Common {
  readonly kind: 'product';
  readonly rate: Pick<StorefrontRate, 'points' | 'perMinor' | 'rounding'> | null;
  readonly productId: string;
  readonly tags: readonly string[];
  readonly vendor: string;
  readonly productType: string;
  readonly collectionIds: readonly string[];
  readonly variant: string;
  /** Minor units by variant. */
  readonly prices: Readonly<Record<string, number>>;
  /** The member's multiplier and the next tier's. */
  readonly times: readonly string[];
  readonly tier: string;
  readonly earn: string;
  readonly earnMore: string;
}
interface CartBlock extends Common {
  readonly kind: 'cart';
  readonly earn: string;
  readonly nudge: string;
}
interface RewardsBlock extends Common {
  readonly kind: 'rewards';
  readonly open: string;
  readonly none: string;
}
type Block = ProductBlock | CartBlock | RewardsBlock;

interface AjaxCart {
  readonly currency: string;
  readonly items: readonly { product_id: number; variant_id: number; quantity: number; final_line_price: number }[];
}

for (const place of document.querySelectorAll<HTMLElement>('[data-rung-points]')) {
  const text = (place.querySelector('script') ?? place.parentElement?.querySelector('script[data-rung-for]'))?.textContent;
  if (!text) continue;
  const block = JSON.parse(text) as Block;
  const speech = createSpeech({ words: {}, locale: block.locale, unit: block.unit, now: Date.now });
  if (block.kind === 'product') product(place, block, speech);
  else whenSeen(place, () => void (block.kind === 'cart' ? cart(place, block, speech) : rewards(place, block, speech)));
}

/** Another variant, another number: counted here where one rate says it all, else asked for. */
function product(place: HTMLElement, block: ProductBlock, speech: Speech): void {
  let shown = block.rate ? block.variant : '';
  const show = async (): Promise<void> => {
    const variant = chosenVariant(block);
    if (variant === shown) return;
    shown = variant;
    const price = block.prices[variant];
    const worth = price === undefined ? null : await worthOf(block, variant, price);
    if (shown === variant) say(place, 'data-rung-text', worth === null ? '' : sentence(block, speech, worth));
  };
  if (!block.rate) whenSeen(place, () => void show());
  // Themes change the variant in many ways; all of them end in the product form or in the address.
  document.addEventListener('change', () => setTimeout(() => void show(), 60));
  addEventListener('popstate', () => void show());
}

async function worthOf(block: ProductBlock, variant: string, price: number): Promise<readonly number[] | null> {
  const { rate, productId, tags, vendor, productType, collectionIds } = block;
  if (rate) return block.times.map((times) => earnedOf(price, rate, times));
  const line = { productId, variantId: variant, quantity: 1, amountMinor: price, tags, vendor, productType, collectionIds };
  const worth = await ask<StorefrontWorth>(block, 'worth', { currency: block.currency, lines: [line] });
  return worth && [worth.points, ...(worth.inNextTier ? [worth.inNextTier.points] : [])];
}

function sentence(block: ProductBlock, speech: Speech, [now = 0, more]: readonly number[]): string {
  if (now <= 0) return '';
  if (more === undefined || block.tier === '') return fill(block.earn, { points: speech.points(now) });
  return fill(block.earnMore, { points: speech.points(now), more: speech.number(more), tier: block.tier });
}

function chosenVariant(block: ProductBlock): string {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('form[action*="/cart/add"] [name="id"]');
  const inForm = [...fields].map(({ value }) => value).find((value) => value in block.prices);
  const inAddress = new URLSearchParams(location.search).get('variant');
  return inForm ?? (inAddress !== null && inAddress in block.prices ? inAddress : block.variant);
}

/** What the cart earns now and the bonus it nearly has; again when the theme says that the cart changed. */
async function cart(place: HTMLElement, block: CartBlock, speech: Speech): Promise<void> {
  const root = (window as { Shopify?: { routes?: { root?: string } } }).Shopify?.routes?.root ?? '/';
  const look = async (): Promise<void> => {
    const now = await read<AjaxCart>(`${root}cart.js`);
    if (!now) return;
    place.hidden = now.items.length === 0;
    if (now.items.length === 0 || now.currency !== block.currency) return;
    const digits = new Intl.NumberFormat('en', { style: 'currency', currency: now.currency }).resolvedOptions().maximumFractionDigits ?? 2;
    const lines = now.items.map((item) => ({
      productId: String(item.product_id),
      variantId: String(item.variant_id),
      quantity: item.quantity,
      amountMinor: Math.round((item.final_line_price * 10 ** digits) / 100),
    }));
    const worth = await ask<StorefrontWorth>(block, 'worth', { currency: now.currency, lines });
    if (!worth) return;
    say(place, 'data-rung-text', worth.points > 0 ? fill(block.earn, { points: speech.points(worth.points) }) : '');
    const { nudge } = worth;
    say(
      place,
      'data-rung-nudge',
      nudge ? fill(block.nudge, { money: speech.money(nudge.missingMinor, block.currency), name: nudge.name }) : '',
    );
  };
  for (const event of ['shopify:cart:lines-update', 'shopify:cart:discount-update', 'rung:cart'])
    document.addEventListener(event, () => setTimeout(() => void look(), 300));
  await look();
}

/** The rewards as cards; each opens the panel, where it can be had. */
async function rewards(place: HTMLElement, block: RewardsBlock, speech: Speech): Promise<void> {
  const view = await ask<StorefrontView>(block, 'me');
  if (!view) {
    place.hidden = true;
    return;
  }
  place.replaceChildren(
    ...(view.rewards.length === 0 ? [item(text('p', block.none))] : []),
    ...view.rewards.map(({ name, description, cost }) => {
      const button = text('button', block.open);
      button.className = 'rung-open';
      button.setAttribute('data-rung-open', 'rewards');
      button.setAttribute('type', 'button');
      button.setAttribute('aria-label', `${block.open}: ${name}`);
      const points = cost.kind === 'points' ? speech.points(cost.points) : `${speech.points(cost.min)} +`;
      return item(text('strong', name), text('span', points), ...(description ? [text('span', description)] : []), button);
    }),
  );
}

function item(...children: readonly HTMLElement[]): HTMLElement {
  const element = document.createElement('li');
  element.className = 'rung-card';
  element.append(...children);
  return element;
}

function text(tag: string, words: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

function say(place: HTMLElement, mark: string, words: string): void {
  const element = place.querySelector(`[${mark}]`);
  if (element && element.textContent !== words) element.textContent = words;
}

function fill(sentence: string, facts: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
}

function whenSeen(place: HTMLElement, then: () => void): void {
  const eye = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      eye.disconnect();
      then();
    },
    { rootMargin: '200px' },
  );
  // A hidden line (an empty cart) is never in sight: its parent stands for it.
  eye.observe(place.hidden ? (place.parentElement ?? place) : place);
}

function ask<Value>({ base, locale }: Common, path: string, body?: object): Promise<Value | null> {
  return read<Value>(`${base}/${path}?locale=${encodeURIComponent(locale)}`, body);
}

async function read<Value>(address: string, body?: object): Promise<Value | null> {
  try {
    const answer = await fetch(address, {
      method: body ? 'POST' : 'GET',
      credentials: 'same-origin',
      headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answer.ok ? ((await answer.json()) as Value) : null;
  } catch {
    return null;
  }
}
