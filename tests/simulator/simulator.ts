import { AppProxy } from './app-proxy.ts';
import { CallLog } from './call-log.ts';
import { createShopClock } from './clock.ts';
import { createDesk } from './desk.ts';
import { FaultBook } from './faults.ts';
import { GraphqlEndpoint } from './graphql/endpoint.ts';
import { TokenOffice } from './oauth.ts';
import { WebhookSender } from './webhooks.ts';
import { Storefront } from './storefront.ts';
import { settingsFrom, type SimulatorOptions, type World } from './world.ts';

/** The simulated platform without its doors: everything a test or a person can do, grouped by what it is about. */
export function createSimulator(options: SimulatorOptions) {
  let skew = 0;
  const realNow = (): number => Date.now() + skew;
  const clock = createShopClock(realNow, options.now);
  const sender = new WebhookSender(() => world);
  const world: World = {
    settings: settingsFrom(options),
    shops: new Map(),
    clock,
    realNow,
    discountTiming: { asyncDelayMs: 150, usageLagMs: 5_000, failingCodes: new Set(), failNext: 0 },
    tell: (shop, messages) => sender.tell(shop, messages),
  };
  const faults = new FaultBook();
  const calls = new CallLog(realNow);
  const office = new TokenOffice(world, (ms) => {
    skew += ms;
  });
  const proxy = new AppProxy(world);
  const storefront = new Storefront(world);
  const { configure, list, allDelivered, hold, release, resend, body, build, sendRaw, clear } = sender;
  return {
    world,
    office,
    proxy,
    storefront,
    graphql: new GraphqlEndpoint({ world, tokens: office, faults, calls }),
    faultBook: faults,
    stopSending: () => sender.stop(),
    groups: {
      desk: createDesk(world, office.kill),
      webhooks: { configure, list, allDelivered, hold, release, resend, body, build, sendRaw, clear },
      faults: { add: faults.add, list: faults.list, clear: faults.clear },
      calls: { list: calls.list, clear: calls.clear },
      clock: {
        now: (_input: object = {}) => clock.now(),
        set: clock.set,
        advance: clock.advance,
        follow: clock.follow,
        freeze: clock.freeze,
      },
      tokens: office.tools,
      discounts: createDiscountTools(world),
      storefront: { configure: proxy.configure, signProxyQuery: proxy.signProxyQuery, configureBlocks: storefront.configureBlocks },
    },
  };
}

export type Simulator = ReturnType<typeof createSimulator>;
export type ControlGroups = Simulator['groups'];

function createDiscountTools(world: World) {
  const { discountTiming } = world;
  return {
    /** asyncDelayMs null: jobs on codes do not finish until it is a number again (then those that wait finish too). */
    configure: (change: { readonly asyncDelayMs?: number | null; readonly usageLagMs?: number }) => {
      Object.assign(discountTiming, change);
      if (change.asyncDelayMs !== undefined) releaseJobs(world, change.asyncDelayMs);
      return { asyncDelayMs: discountTiming.asyncDelayMs, usageLagMs: discountTiming.usageLagMs };
    },
    /** The named codes, or the next few, fail when they are added. */
    failCodes: (input: { readonly codes?: readonly string[]; readonly next?: number }) => {
      for (const code of input.codes ?? []) discountTiming.failingCodes.add(code.toLowerCase());
      discountTiming.failNext += input.next ?? 0;
      return { waiting: discountTiming.failingCodes.size + discountTiming.failNext };
    },
  };
}

function releaseJobs(world: World, delayMs: number | null): void {
  if (delayMs === null) return;
  for (const shop of world.shops.values()) {
    for (const job of [...shop.bulkCreations.values(), ...shop.jobs.values()]) job.readyAt ??= world.realNow() + delayMs;
  }
}
