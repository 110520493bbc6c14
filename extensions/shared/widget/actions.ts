import type {
  StorefrontActivityPage,
  StorefrontCode,
  StorefrontLinkCode,
  StorefrontRedeemed,
  StorefrontTillCode,
  StorefrontView,
  StorefrontWorth,
} from '#app/contracts/storefront.ts';
import type { Speech } from '../storefront/speech.ts';
import type { Answer, Api, Problem } from './api.ts';
import type { WidgetConfig } from './config.ts';
import type { MoreScript } from './scripts.ts';
import type { Actions, Model } from './model.ts';
import { rememberCelebration, tierUpOf } from './screen-notices.ts';

/** What the actions work on. */
export interface Workshop {
  readonly model: Model;
  readonly api: Api;
  readonly config: WidgetConfig;
  /** What is loaded when it is wanted: the cart is in it; null: it cannot be had now. */
  more(): Promise<MoreScript | null>;
  speech(): Speech;
  redraw(): void;
  close(): void;
  /** Called with each new view: the launcher shows it too. */
  seen(view: StorefrontView): void;
  isOpen(): boolean;
}

/** How often a code that is being made is asked for again, in milliseconds; then the shopper may. */
const POLLS_MS = [1_000, 1_500, 2_500, 4_000, 6_000, 10_000, 15_000, 30_000];

export interface Work extends Actions {
  /** Reads the newest state; what is on the screen stays until it is there. */
  load(): Promise<void>;
}

interface Reader {
  /** See Work.load. */
  load(): Promise<void>;
  /** Begins anew to look often for a code that is on its way. */
  lookOften(): void;
}

/** Runs one action: asks, and does what follows from a good answer. */
type Run = <Value>(key: string, ask: () => Promise<Answer<Value>>, done: (value: Value) => void) => Promise<void>;

/** What a shopper can do. One change at a time: a second tap while one is under way does nothing. */
export function createActions(shop: Workshop): Work {
  const { model } = shop;
  const reader = createReader(shop);
  const run = createRun(shop, reader);
  return {
    load: reader.load,
    ...changesOf(shop, run),
    close: shop.close,
    reload: () => {
      model.problem = null;
      shop.redraw();
      void reader.load();
    },
    show: (tab) => {
      model.tab = tab;
      model.said = null;
      shop.redraw();
    },
    choose: (reward, points) => {
      model.chosen = { ...model.chosen, [reward.rewardId]: points };
    },
    askUndo: (redemptionId) => {
      model.undoing = redemptionId;
      shop.redraw();
    },
    copy: (code) => void copy(shop, code),
    apply: (code) => void apply(shop, code),
    older: () => void older(shop),
    celebrate: () => {
      if (model.celebrated) rememberCelebration(model.celebrated);
      model.celebrated = null;
      shop.redraw();
    },
  };
}

function createReader(shop: Workshop): Reader {
  const { model } = shop;
  let polls = 0;
  let timer = 0;
  const load = async (): Promise<void> => {
    const answer = await shop.api.get<StorefrontView>('me');
    if (answer.ok) {
      model.view = answer.value;
      model.problem = null;
      model.celebrated ??= tierUpOf(model);
      shop.seen(answer.value);
      await lookAround(shop);
      poll();
    } else model.problem = answer.problem;
    shop.redraw();
  };
  /** While a code is on its way in or out, look again, less and less often. */
  const poll = (): void => {
    clearTimeout(timer);
    const wait = POLLS_MS[polls];
    const moving = model.view?.codes.some(({ state }) => state === 'creating' || state === 'returning' || state === 'checking');
    if (!moving || wait === undefined || !shop.isOpen()) return;
    polls += 1;
    timer = window.setTimeout(() => void load(), wait);
  };
  return {
    load,
    lookOften: () => {
      polls = 0;
    },
  };
}

/** What went wrong is said, and the state is read anew where the rules said no. */
function createRun(shop: Workshop, reader: Reader): Run {
  const { model } = shop;
  return async (key, ask, done) => {
    if (model.busy !== null) return;
    model.busy = key;
    model.said = null;
    shop.redraw();
    const answer = await ask();
    model.busy = null;
    reader.lookOften();
    if (answer.ok) {
      done(answer.value);
      shop.redraw();
      await reader.load();
      return;
    }
    if (answer.problem.kind === 'session') model.problem = answer.problem;
    else model.said = { text: reasonOf(shop.speech(), answer.problem), bad: true };
    shop.redraw();
    if (answer.problem.kind === 'refused') await reader.load();
  };
}

function changesOf(shop: Workshop, run: Run): Pick<Actions, 'join' | 'redeem' | 'undo' | 'makeTillCode' | 'makeLinkCode' | 'link'> {
  const { model, api } = shop;
  const say = (text: string): void => {
    model.said = { text, bad: false };
  };
  return {
    join: () =>
      void run<object>(
        'join',
        () => api.post('join', {}),
        () => {},
      ),
    redeem: (reward, asked) => {
      const points = reward.cost.kind === 'any-amount' ? (model.chosen[reward.rewardId] ?? asked) : null;
      void run<StorefrontRedeemed>(
        `redeem:${reward.rewardId}`,
        () => redeem(shop, reward.rewardId, points),
        ({ redemption, points: balance }) => {
          if (model.view) {
            const others = model.view.codes.filter(({ redemptionId }) => redemptionId !== redemption.redemptionId);
            model.view = { ...model.view, points: balance, codes: [redemption, ...others] };
          }
          model.fresh = redemption.redemptionId;
          say(shop.speech().say(redemption.issued ? 'redeemedOwn' : 'redeemed', { reward: reward.name }));
        },
      );
    },
    undo: (code) =>
      void run<StorefrontRedeemed>(
        `undo-yes:${code.redemptionId}`,
        () => api.post('undo', { redemptionId: code.redemptionId }),
        ({ redemption, points }) => {
          model.undoing = null;
          if (model.view) model.view = { ...model.view, points, codes: withState(model.view.codes, code, redemption.state) };
          const back = shop.speech().points(code.points);
          say(shop.speech().say(redemption.state === 'returning' ? 'undoneSoon' : 'undone', { points: back }));
        },
      ),
    makeTillCode: () => {
      void shop.more(); // the digits are drawn by it
      void run<StorefrontTillCode>(
        'make-till',
        () => api.post('till-code', {}),
        (value) => {
          model.till = value;
        },
      );
    },
    makeLinkCode: () =>
      void run<StorefrontLinkCode>(
        'make-link',
        () => api.post('link-code', {}),
        (value) => {
          model.link = value;
        },
      ),
    link: (code) =>
      void run<object>(
        'link-go',
        () => api.post('link', { code }),
        () => say(shop.speech().say('linked')),
      ),
  };
}

async function redeem(shop: Workshop, rewardId: string, points: number | null): Promise<Answer<StorefrontRedeemed>> {
  void shop.more(); // the ticket is drawn by it
  const memo = `${rewardId}:${points ?? ''}`;
  const redemptionId = rememberedId(memo);
  const answer = await shop.api.post<StorefrontRedeemed>('redeem', { rewardId, redemptionId, ...(points === null ? {} : { points }) });
  // Without a clear answer the same id is sent again: it can never count twice.
  if (answer.ok || answer.problem.kind === 'refused') forgetId(memo);
  return answer;
}

/** Reads the cart: for the codes in it, and for what it would earn a guest. */
async function lookAround({ model, api, config, more }: Workshop): Promise<void> {
  const { view } = model;
  if (!view) return;
  const outside = view.state === 'guest' || view.state === 'not-joined';
  if (!outside && view.codes.length === 0) return;
  model.cart = (await (await more())?.cart(config).read()) ?? null;
  if (!outside || !model.cart || model.cart.lines.length === 0) return;
  const worth = await api.post<StorefrontWorth>('worth', {
    currency: model.cart.currency,
    lines: model.cart.lines.map(({ productId, variantId, quantity, totalMinor }) => ({
      productId,
      variantId,
      quantity,
      amountMinor: Math.round(totalMinor),
    })),
  });
  model.worth = worth.ok ? worth.value.points : null;
}

async function copy({ model, redraw }: Workshop, code: StorefrontCode): Promise<void> {
  if (code.code === null) return;
  try {
    await navigator.clipboard.writeText(code.code);
  } catch {
    return; // the code stays selectable on the ticket
  }
  model.copied = code.redemptionId;
  redraw();
  setTimeout(() => {
    if (model.copied === code.redemptionId) model.copied = null;
    redraw();
  }, 2_500);
}

async function apply({ model, config, more, redraw, speech }: Workshop, code: StorefrontCode): Promise<void> {
  if (code.code === null || model.busy !== null) return;
  model.busy = `apply:${code.redemptionId}`;
  redraw();
  const script = await more();
  const after = (await script?.cart(config).apply(code.code)) ?? null;
  model.busy = null;
  if (after) model.cart = after;
  model.tried = { ...model.tried, [code.redemptionId]: after ? 'asked' : 'failed' };
  if (script?.codeIn(after, code.code) === 'applied') model.said = { text: speech().say('applied'), bad: false };
  redraw();
}

/** The first page that is asked for repeats what the view has; the list leaves out what it has already. */
async function older({ model, api, redraw, speech }: Workshop): Promise<void> {
  if (model.busy !== null) return;
  model.busy = 'older';
  redraw();
  const answer = await api.get<StorefrontActivityPage>('activity', model.cursor === null ? {} : { cursor: model.cursor });
  model.busy = null;
  if (answer.ok) {
    model.older = [...model.older, ...answer.value.activity];
    model.cursor = answer.value.cursor;
    model.allShown = answer.value.cursor === null;
  } else model.said = { text: reasonOf(speech(), answer.problem), bad: true };
  redraw();
}

/** A problem in words: the page's own where it has them, then the server's. */
export function reasonOf(speech: Speech, problem: Problem): string {
  if (problem.kind !== 'refused') return speech.say(problem.kind === 'broken' ? 'failed' : problem.kind);
  return speech.say(`refusal.${problem.code}`) || problem.message || speech.say('failed');
}

function withState(codes: readonly StorefrontCode[], code: StorefrontCode, state: StorefrontCode['state']): readonly StorefrontCode[] {
  const moving = state === 'returning' || state === 'checking';
  return codes.flatMap((one) => (one.redemptionId !== code.redemptionId ? [one] : moving ? [{ ...one, state, undoable: false }] : []));
}

const MEMO = 'rung:redeem:';

function rememberedId(memo: string): string {
  const fresh = newId();
  try {
    const known = sessionStorage.getItem(MEMO + memo);
    if (known !== null) return known;
    sessionStorage.setItem(MEMO + memo, fresh);
  } catch {
    // No memory: the id lives as long as this request.
  }
  return fresh;
}

function forgetId(memo: string): void {
  try {
    sessionStorage.removeItem(MEMO + memo);
  } catch {
    // There was no memory.
  }
}

/** A random UUID; `crypto.randomUUID` is missing on plain http, where shops are built. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
