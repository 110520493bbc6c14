import { randomUUID } from 'node:crypto';
import { SimulatorRefusal, required } from './refusal.ts';
import { seededRandom, shuffled } from './seeded-random.ts';
import type { Shop } from './shop-state.ts';
import { webhookSignature } from './signatures.ts';
import { createPoster, isDelivered, type Attempt, type Post } from './webhook-delivery.ts';
import { shopOf, type Message, type World } from './world.ts';

export type DeliveryState = 'held' | 'waiting' | 'delivered' | 'failed' | 'dropped';

/** How deliveries behave. Shopify's own: 5 s for an answer, 8 retries over 4 hours, no order promised, duplicates possible. */
export interface WebhookBehaviour {
  /** Share of messages (0–1) that are sent twice / never. */
  duplicateShare: number;
  dropShare: number;
  /** Every message waits a random part of this. */
  shuffleWindowMs: number;
  delayMs: number;
  seed: number;
  /** Nothing is sent and nothing is written down: history from before the app was there. */
  muted: boolean;
  retryDelaysMs: readonly number[];
  timeoutMs: number;
  concurrency: number;
}

interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly topic: string;
  readonly shop: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  body: Buffer | null;
  state: DeliveryState;
  readonly attempts: Attempt[];
  retries: number;
  /** Sends of this message that are not answered yet. */
  open: number;
}

const MINUTE = 60_000;
const KEPT_BODIES = 5_000;
const KEPT_DELIVERIES = 100_000;
const AFTER_UNINSTALL = ['app/uninstalled', 'shop/redact', 'customers/redact', 'customers/data_request'];

/** The sender of signed messages, with a log that tests and people can read and wait for. */
export class WebhookSender {
  private readonly world: () => World;
  private readonly poster = createPoster();
  private readonly behaviour: WebhookBehaviour = {
    duplicateShare: 0,
    dropShare: 0,
    shuffleWindowMs: 0,
    delayMs: 0,
    seed: 1,
    muted: false,
    retryDelaysMs: [10_000, 30_000, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 38 * MINUTE, 60 * MINUTE, 119 * MINUTE],
    timeoutMs: 5_000,
    concurrency: 8,
  };
  private random = seededRandom(1);
  private deliveries: Delivery[] = [];
  private readonly ready: Delivery[] = [];
  /** Messages with a send or a retry under way. */
  private readonly unsettled = new Set<Delivery>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly watchers = new Set<() => void>();
  private holding = false;
  private active = 0;
  private stopped = false;

  constructor(world: () => World) {
    this.world = world;
  }

  /** Sends what one action of a shop tells the app, to the routes that want it. */
  tell(shop: Shop, messages: readonly Message[]): void {
    if (this.behaviour.muted) return;
    const eventId = randomUUID();
    const bodies = new Map<object, Buffer>();
    for (const message of messages) {
      if (!shop.installed && !AFTER_UNINSTALL.includes(message.topic)) continue;
      const body = bodies.get(message.payload) ?? Buffer.from(JSON.stringify(message.payload));
      bodies.set(message.payload, body);
      const post = this.compose(shop, { topic: message.topic, body, eventId });
      if (post) this.accept(post, { topic: message.topic, shop: shop.domain, eventId });
    }
  }

  configure = (change: Partial<WebhookBehaviour>): WebhookBehaviour => {
    Object.assign(this.behaviour, change);
    if (change.seed !== undefined) this.random = seededRandom(change.seed);
    return { ...this.behaviour };
  };

  /** The log, oldest first. */
  list = (filter: { readonly shop?: string; readonly topic?: string; readonly state?: DeliveryState } = {}) =>
    this.deliveries
      .filter(
        (one) =>
          (filter.shop ?? one.shop) === one.shop && (filter.topic ?? one.topic) === one.topic && (filter.state ?? one.state) === one.state,
      )
      .map((one) => ({ id: one.id, eventId: one.eventId, topic: one.topic, shop: one.shop, state: one.state, attempts: one.attempts }));

  /** Resolves when nothing is under way; refuses after the time, and when a message failed for good (unless `failedToo`). Held messages do not count. */
  allDelivered = async (
    input: { readonly timeoutMs?: number; readonly failedToo?: boolean } = {},
  ): Promise<{ readonly delivered: number }> => {
    const deadline = Date.now() + (input.timeoutMs ?? 30_000);
    for (;;) {
      if (this.unsettled.size === 0) break;
      const left = deadline - Date.now();
      if (left <= 0) throw new SimulatorRefusal(`${this.unsettled.size} messages are not delivered: ${describe([...this.unsettled])}`);
      await this.nextChange(left);
    }
    const failed = this.deliveries.filter((one) => one.state === 'failed');
    if (failed.length > 0 && input.failedToo !== true) throw new SimulatorRefusal(`${failed.length} messages failed: ${describe(failed)}`);
    return { delivered: this.deliveries.filter((one) => one.state === 'delivered').length };
  };

  /** From now on messages are kept back until release(). */
  hold = (_input: object = {}): { readonly holding: boolean } => {
    this.holding = true;
    return { holding: true };
  };

  release = (
    input: { readonly order?: 'as-sent' | 'reversed' | 'shuffled'; readonly seed?: number } = {},
  ): { readonly released: number } => {
    this.holding = false;
    const held = this.deliveries.filter((one) => one.state === 'held');
    const order = input.order ?? 'as-sent';
    const queue = order === 'as-sent' ? held : order === 'reversed' ? held.toReversed() : shuffled(held, seededRandom(input.seed ?? 1));
    for (const one of queue) {
      one.state = 'waiting';
      this.enqueue(one, 0);
    }
    return { released: queue.length };
  };

  /** Sends a message again under its old webhook id, as Shopify does when an answer was lost. */
  resend = (input: { readonly id: string; readonly times?: number }): { readonly sent: number } => {
    const delivery = this.find(input.id);
    required(delivery.body, `the body of ${input.id} is not kept any more`);
    const times = input.times ?? 1;
    for (let count = 0; count < times; count += 1) this.enqueue(delivery, 0);
    return { sent: times };
  };

  /** The message as it goes over the wire. */
  body = (input: { readonly id: string }): { readonly headers: Readonly<Record<string, string>>; readonly body: string } => {
    const delivery = this.find(input.id);
    return { headers: delivery.headers, body: required(delivery.body, `the body of ${input.id} is not kept any more`).toString() };
  };

  /** A signed message that is not sent: for load generators and for forgeries (another `secret`). */
  build = (input: {
    readonly shop: string;
    readonly topic: string;
    readonly payload: unknown;
    readonly secret?: string;
    readonly webhookId?: string;
  }) => {
    const shop = shopOf(this.world(), input.shop);
    const body = Buffer.from(typeof input.payload === 'string' ? input.payload : JSON.stringify(input.payload));
    const { secret, webhookId } = input;
    const extra = { ...(secret === undefined ? {} : { secret }), ...(webhookId === undefined ? {} : { webhookId }) };
    const post = required(
      this.compose(shop, { topic: input.topic, body, eventId: randomUUID(), ...extra }),
      `no route takes ${input.topic}`,
    );
    return { url: post.url, headers: post.headers, body: body.toString() };
  };

  /** Sends one message outside the log and answers what came of it. */
  sendRaw = (input: {
    readonly shop: string;
    readonly topic: string;
    readonly payload: unknown;
    readonly secret?: string;
  }): Promise<Attempt> => {
    const { url, headers, body } = this.build(input);
    return this.poster.send({ url, headers, body: Buffer.from(body) }, { timeoutMs: this.behaviour.timeoutMs, at: this.world().realNow() });
  };

  clear = (_input: object = {}): { readonly cleared: number } => {
    const settled = this.deliveries.filter((one) => one.state !== 'waiting' && one.state !== 'held' && one.open === 0);
    const gone = new Set(settled);
    this.deliveries = this.deliveries.filter((one) => !gone.has(one));
    return { cleared: gone.size };
  };

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.poster.close();
  }

  private compose(
    shop: Shop,
    message: {
      readonly topic: string;
      readonly body: Buffer;
      readonly eventId: string;
      readonly secret?: string;
      readonly webhookId?: string;
    },
  ): Post | null {
    const { settings, clock } = this.world();
    const route = settings.webhooks.find((one) => one.topics.includes(message.topic));
    if (!route) return null;
    return {
      url: new URL(route.uri, `${settings.appUrl}/`).href,
      body: message.body,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Shopify-Captain-Hook',
        Accept: '*/*',
        'X-Shopify-Topic': message.topic,
        'X-Shopify-Hmac-Sha256': webhookSignature(message.body, message.secret ?? settings.apiSecret),
        'X-Shopify-Shop-Domain': shop.domain,
        'X-Shopify-API-Version': '2026-10',
        'X-Shopify-Webhook-Id': message.webhookId ?? randomUUID(),
        'X-Shopify-Event-Id': message.eventId,
        'X-Shopify-Triggered-At': new Date(clock.now()).toISOString(),
      },
    };
  }

  private accept(post: Post, about: { readonly topic: string; readonly shop: string; readonly eventId: string }): void {
    const { dropShare, duplicateShare } = this.behaviour;
    const dropped = this.random() < dropShare;
    const twice = this.random() < duplicateShare;
    const state: DeliveryState = dropped ? 'dropped' : this.holding ? 'held' : 'waiting';
    const { url, headers, body } = post;
    const delivery: Delivery = {
      ...about,
      id: headers['X-Shopify-Webhook-Id'] ?? '',
      url,
      headers,
      body,
      state,
      attempts: [],
      retries: 0,
      open: 0,
    };
    this.deliveries.push(delivery);
    this.forgetOld();
    if (state !== 'waiting') return;
    this.enqueue(delivery, this.wait());
    if (twice) this.enqueue(delivery, this.wait());
  }

  private wait(): number {
    const { delayMs, shuffleWindowMs } = this.behaviour;
    return delayMs + (shuffleWindowMs > 0 ? Math.floor(this.random() * shuffleWindowMs) : 0);
  }

  private enqueue(delivery: Delivery, waitMs: number): void {
    delivery.open += 1;
    this.unsettled.add(delivery);
    this.later(waitMs, () => {
      this.ready.push(delivery);
      this.pump();
    });
  }

  private later(ms: number, act: () => void): void {
    if (this.stopped) return;
    if (ms <= 0) return act();
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }

  private pump(): void {
    while (!this.stopped && this.active < this.behaviour.concurrency) {
      const delivery = this.ready.shift();
      if (!delivery) return;
      this.active += 1;
      void this.deliver(delivery);
    }
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const { url, headers, body } = delivery;
    const limits = { timeoutMs: this.behaviour.timeoutMs, at: this.world().realNow() };
    const attempt = await this.poster.send({ url, headers, body: body ?? Buffer.alloc(0) }, limits);
    delivery.attempts.push(attempt);
    delivery.open -= 1;
    this.active -= 1;
    if (isDelivered(attempt)) delivery.state = 'delivered';
    else if (delivery.state === 'waiting' && delivery.open === 0) this.retry(delivery);
    if (delivery.open === 0) this.unsettled.delete(delivery);
    for (const wake of this.watchers) wake();
    this.pump();
  }

  private retry(delivery: Delivery): void {
    const wait = this.behaviour.retryDelaysMs[delivery.retries];
    if (wait === undefined || this.stopped) {
      delivery.state = 'failed';
      return;
    }
    delivery.retries += 1;
    this.enqueue(delivery, wait);
  }

  private nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.watchers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.watchers.add(done);
    });
  }

  private find(id: string): Delivery {
    return required(
      this.deliveries.find((one) => one.id === id),
      `there is no message ${id}`,
    );
  }

  /** Long runs must not eat the memory: old bodies go first, then old rows that are done. */
  private forgetOld(): void {
    const old = this.deliveries.at(-KEPT_BODIES);
    if (old && old.open === 0 && old.state !== 'held' && old.state !== 'waiting') old.body = null;
    if (this.deliveries.length > KEPT_DELIVERIES + 10_000) this.deliveries.splice(0, 10_000);
  }
}

function describe(deliveries: readonly Delivery[]): string {
  return deliveries
    .slice(0, 5)
    .map((one) => {
      const last = one.attempts.at(-1);
      return `${one.topic} of ${one.shop} (${last ? (last.status ?? last.error) : 'not tried'})`;
    })
    .join(', ');
}
