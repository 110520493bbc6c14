import { createHash } from 'node:crypto';
import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { seededRandom, shuffled } from '#tests/simulator/seeded-random.ts';
import { webhookSignature } from '#tests/simulator/signatures.ts';
import { createPoster, type Attempt, type Post } from '#tests/simulator/webhook-delivery.ts';
import { phpJson } from './php-json.ts';
import type { Hook, Site, SiteEvent } from './site-state.ts';
import { webhookPayload } from './webhook-payload.ts';

export type DeliveryState = 'held' | 'waiting' | 'delivered' | 'failed' | 'dropped';

/** How the queue behaves. WooCommerce's own: no retry, bodies built when they are sent, one after the other, 60 s for an answer. */
export interface WebhookBehaviour {
  delayMs: number;
  /** Every message waits a random part of this on top. */
  shuffleWindowMs: number;
  /** Share of messages (0–1) that are sent twice / never. */
  duplicateShare: number;
  dropShare: number;
  seed: number;
  /** Nothing is queued and nothing is written down: history from before. */
  muted: boolean;
  timeoutMs: number;
  concurrency: number;
  /** True: only public hosts on ports 80, 443 and 8080, as WordPress's safe client has it. */
  checkUrls: boolean;
  /** A webhook is switched off by the failure that comes when its count is beyond this. */
  maxFailures: number;
}

interface Delivery {
  readonly id: string;
  readonly hook: Hook;
  readonly topic: string;
  readonly resourceId: number;
  copies: number;
  state: DeliveryState;
  /** Built when it is sent; kept for resend() and body(). */
  post: Post | null;
  readonly attempts: Attempt[];
  timer: NodeJS.Timeout | null;
  open: number;
}

const KEPT = 20_000;

/** The queue of webhook messages (Action Scheduler), with a log that tests and people can read and wait for. */
export class WebhookQueue {
  private readonly site: () => Site;
  private readonly poster = createPoster();
  private readonly behaviour: WebhookBehaviour = {
    delayMs: 0,
    shuffleWindowMs: 0,
    duplicateShare: 0,
    dropShare: 0,
    seed: 1,
    muted: false,
    timeoutMs: 60_000,
    concurrency: 1,
    checkUrls: false,
    maxFailures: 5,
  };
  private random = seededRandom(1);
  private deliveries: Delivery[] = [];
  private readonly ready: Delivery[] = [];
  private readonly unsettled = new Set<Delivery>();
  private readonly watchers = new Set<() => void>();
  private holding = false;
  private active = 0;
  private stopped = false;
  private counter = 0;
  private silence = 0;

  constructor(site: () => Site) {
    this.site = site;
  }

  /** Queues what the active webhooks want to know; a message that still waits for the same webhook and object takes the new one in. */
  tell(events: readonly SiteEvent[]): void {
    if (this.behaviour.muted || this.silence > 0 || this.stopped) return;
    for (const event of events) {
      for (const hook of this.site().hooks.values()) {
        if (hook.topic === event.topic && hook.status === 'active') this.accept(hook, event);
      }
    }
  }

  /** Runs something that no webhook learns of. */
  silently<Result>(act: () => Result): Result {
    this.silence += 1;
    try {
      return act();
    } finally {
      this.silence -= 1;
    }
  }

  configure = (change: Partial<WebhookBehaviour>): WebhookBehaviour => {
    Object.assign(this.behaviour, change);
    if (change.seed !== undefined) this.random = seededRandom(change.seed);
    return { ...this.behaviour };
  };

  /** The log, oldest first. `deliveryId` is what the header said: it is the same for all messages of one webhook in one second. */
  list = (filter: { readonly topic?: string; readonly state?: DeliveryState; readonly resourceId?: number } = {}) =>
    this.deliveries
      .filter(
        (one) =>
          (filter.topic ?? one.topic) === one.topic &&
          (filter.state ?? one.state) === one.state &&
          (filter.resourceId ?? one.resourceId) === one.resourceId,
      )
      .map((one) => ({
        id: one.id,
        deliveryId: one.post?.headers['X-WC-Webhook-Delivery-ID'] ?? null,
        webhookId: one.hook.id,
        topic: one.topic,
        resourceId: one.resourceId,
        url: one.hook.deliveryUrl,
        state: one.state,
        attempts: [...one.attempts],
      }));

  /** Resolves when nothing is under way; refuses after the time, and when a message failed (unless `failedToo`). Held messages do not count. */
  allDelivered = async (
    input: { readonly timeoutMs?: number; readonly failedToo?: boolean } = {},
  ): Promise<{ readonly delivered: number }> => {
    const deadline = Date.now() + (input.timeoutMs ?? 30_000);
    while (this.unsettled.size > 0) {
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
      this.schedule(one, 0);
    }
    return { released: queue.length };
  };

  /** A page view: what waits for its delay is sent now. */
  runQueue = (_input: object = {}): { readonly sent: number } => {
    const waiting = this.deliveries.filter((one) => one.timer !== null);
    for (const one of waiting) this.hurry(one);
    return { sent: waiting.length };
  };

  /** Sends the same bytes again. */
  resend = (input: { readonly id: string; readonly times?: number }): { readonly sent: number } => {
    const delivery = this.find(input.id);
    required(delivery.post, `${input.id} was never sent`);
    delivery.copies += input.times ?? 1;
    this.schedule(delivery, 0);
    return { sent: input.times ?? 1 };
  };

  /** The message as it went over the wire. */
  body = (input: { readonly id: string }): { readonly headers: Readonly<Record<string, string>>; readonly body: string } => {
    const { headers, body } = required(this.find(input.id).post, `${input.id} was never sent`);
    return { headers, body: body.toString() };
  };

  /** A signed message that is not sent, under the first webhook of the topic: for load generators and forgeries (another `secret`). */
  build = (input: { readonly topic: string; readonly payload: unknown; readonly secret?: string; readonly webhookId?: number }) => {
    const hooks = [...this.site().hooks.values()];
    const hook = required(
      hooks.find((one) => (input.webhookId === undefined ? one.topic === input.topic : one.id === input.webhookId)),
      `no webhook takes ${input.topic}`,
    );
    const body = typeof input.payload === 'string' ? input.payload : phpJson(input.payload);
    const post = this.compose(hook, input.topic, { body: Buffer.from(body), secret: input.secret ?? hook.secret });
    return { url: post.url, headers: post.headers, body };
  };

  /** Sends one message outside the log and answers what came of it. */
  sendRaw = (input: {
    readonly topic: string;
    readonly payload: unknown;
    readonly secret?: string;
    readonly webhookId?: number;
  }): Promise<Attempt> => {
    const { url, headers, body } = this.build(input);
    return this.post({ url, headers, body: Buffer.from(body) });
  };

  clear = (_input: object = {}): { readonly cleared: number } => {
    const before = this.deliveries.length;
    this.deliveries = this.deliveries.filter((one) => this.unsettled.has(one) || one.state === 'held');
    return { cleared: before - this.deliveries.length };
  };

  /** The ping that saving a webhook sends while one is owed: form-encoded, unsigned, without any X-WC header. Only a 200 settles it. */
  ping = async (hook: Hook): Promise<void> => {
    if (!hook.pendingPing) return;
    const headers = { 'User-Agent': this.userAgent(), Accept: '*/*', 'Content-Type': 'application/x-www-form-urlencoded' };
    const attempt = await this.post({ url: hook.deliveryUrl, headers, body: Buffer.from(`webhook_id=${hook.id}`) });
    if (attempt.status === 200) hook.pendingPing = false;
  };

  stop(): void {
    this.stopped = true;
    for (const one of this.deliveries) if (one.timer) clearTimeout(one.timer);
    this.poster.close();
  }

  private accept(hook: Hook, event: SiteEvent): void {
    const same = this.deliveries.findLast((one) => one.hook === hook && one.resourceId === event.resourceId && one.post === null);
    if (same && (same.state === 'waiting' || same.state === 'held')) return;
    const { dropShare, duplicateShare } = this.behaviour;
    const dropped = this.random() < dropShare;
    const twice = this.random() < duplicateShare;
    const delivery: Delivery = {
      id: `delivery-${(this.counter += 1)}`,
      hook,
      topic: event.topic,
      resourceId: event.resourceId,
      copies: twice ? 2 : 1,
      state: dropped ? 'dropped' : this.holding ? 'held' : 'waiting',
      post: null,
      attempts: [],
      timer: null,
      open: 0,
    };
    this.deliveries.push(delivery);
    if (this.deliveries.length > KEPT + 2_000) this.deliveries = this.deliveries.filter((one, at) => at > 2_000 || this.unsettled.has(one));
    if (delivery.state !== 'waiting') return;
    const { delayMs, shuffleWindowMs } = this.behaviour;
    this.schedule(delivery, delayMs + (shuffleWindowMs > 0 ? Math.floor(this.random() * shuffleWindowMs) : 0));
  }

  /** Even without a delay the action that told ends first: WooCommerce queues at shutdown. */
  private schedule(delivery: Delivery, waitMs: number): void {
    // Asked for again while it still waits: its copies go together, under the one timer.
    if (delivery.timer) return;
    delivery.open += 1;
    this.unsettled.add(delivery);
    delivery.timer = setTimeout(() => this.hurry(delivery), waitMs);
  }

  private hurry(delivery: Delivery): void {
    if (delivery.timer) clearTimeout(delivery.timer);
    delivery.timer = null;
    this.ready.push(delivery);
    this.pump();
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
    const { hook } = delivery;
    // A webhook that was switched off or deleted while the message waited sends nothing.
    if (hook.status === 'active' && this.site().hooks.has(hook.id)) {
      delivery.post ??= this.compose(hook, delivery.topic, {
        body: Buffer.from(phpJson(webhookPayload(this.site(), delivery.topic, delivery.resourceId))),
        secret: hook.secret,
      });
      for (; delivery.copies > 0; delivery.copies -= 1) {
        const attempt = await this.post(delivery.post);
        delivery.attempts.push(attempt);
        delivery.state = this.count(hook, attempt) ? 'delivered' : 'failed';
      }
    } else {
      delivery.state = 'dropped';
    }
    this.active -= 1;
    delivery.open -= 1;
    if (delivery.open === 0) this.unsettled.delete(delivery);
    for (const wake of this.watchers) wake();
    this.pump();
  }

  /** 200 to 302 is success and forgets earlier failures; the failure after too many switches the webhook off. */
  private count(hook: Hook, attempt: Attempt): boolean {
    const delivered = attempt.status !== null && (attempt.status === 302 || (attempt.status >= 200 && attempt.status < 302));
    if (delivered) hook.failureCount = 0;
    else if (hook.failureCount > this.behaviour.maxFailures) hook.status = 'disabled';
    else hook.failureCount += 1;
    return delivered;
  }

  private post(post: Post): Promise<Attempt> {
    const at = this.site().clock.now();
    if (this.behaviour.checkUrls && !isPublicUrl(post.url)) {
      return Promise.resolve({ at, status: null, ms: 0, error: 'A valid URL was not provided.' });
    }
    return this.poster.send(post, { timeoutMs: this.behaviour.timeoutMs, at });
  }

  private compose(hook: Hook, topic: string, content: { readonly body: Buffer; readonly secret: string }): Post {
    const site = this.site();
    const [resource = '', event = ''] = topic.split('.');
    const second = Math.floor(site.clock.now() / 1000);
    return {
      url: hook.deliveryUrl,
      body: content.body,
      headers: {
        'User-Agent': this.userAgent(),
        Accept: '*/*',
        'Content-Type': 'application/json',
        'X-WC-Webhook-Source': `${site.homeUrl}/`,
        'X-WC-Webhook-Topic': topic,
        'X-WC-Webhook-Resource': resource,
        'X-WC-Webhook-Event': event,
        'X-WC-Webhook-Signature': webhookSignature(content.body, content.secret),
        'X-WC-Webhook-ID': String(hook.id),
        'X-WC-Webhook-Delivery-ID': createHash('md5').update(`${site.storeId}${hook.id}${second}`).digest('hex'),
      },
    };
  }

  private userAgent(): string {
    const { version, wpVersion } = this.site().settings;
    return `WooCommerce/${version} Hookshot (WordPress/${wpVersion})`;
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
}

function isPublicUrl(text: string): boolean {
  const url = new URL(text);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const local = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(url.hostname);
  return ['80', '443', '8080'].includes(port) && !local;
}

function describe(deliveries: readonly Delivery[]): string {
  return deliveries
    .slice(0, 5)
    .map((one) => {
      const last = one.attempts.at(-1);
      return `${one.topic} of ${one.resourceId} (${last ? (last.status ?? last.error) : 'not tried'})`;
    })
    .join(', ');
}
