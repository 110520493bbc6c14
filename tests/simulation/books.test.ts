import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runs } from '#tests/setup/soak.ts';
import { openServiceStage, type ServiceStage } from '../services/service-stage.ts';
import { REWARDS, TIERS, WAITING } from '../services/stage-program.ts';
import { calmDown, checkBooks, noteSightings } from './check-books.ts';
import { type CrashSwitch, crashable } from './crash.ts';
import { actOnce, newCustomer, openRandomShop, SHOP_ACTS, type Sightings } from './random-shop.ts';

const STEPS = 70;
/** RUNG_SEED=17 plays one run again. */
const SEEDS = process.env['RUNG_SEED'] ? [Number(process.env['RUNG_SEED'])] : Array.from({ length: runs(10) }, (_, index) => index + 1);

let stage: ServiceStage;
let crash: CrashSwitch;
const seen: Sightings = new Map();

beforeAll(async () => {
  stage = await openServiceStage({
    wrap: (opened) => {
      const made = crashable(opened);
      crash = made.crash;
      return made.database;
    },
  });
  // A code of 0.50 for 50 points is in reach soon.
});
afterAll(() => stage.close());

/** Cheap rewards, so that codes are redeemed and orders with them returned; every other seed has points that wait. */
function programOf(seed: number) {
  const rewards = REWARDS.map((reward) =>
    reward.cost.kind === 'points' ? { ...reward, cost: { ...reward.cost, points: reward.id === 'five' ? 100 : 60 } } : reward,
  );
  return { rewards, tiers: TIERS, ...(seed % 2 === 0 ? { pending: WAITING } : {}) };
}

/** What a run must have met: one that never did has proved little. */
const WANTED = [
  'redeemed',
  'duplicate suppressed',
  'older ignored',
  'stale batch read again',
  'crash of a turn',
  'crash of a redemption',
  'adopted after an unclear answer',
  'debt made',
  'code recalled for debt',
  'provisional tier undone',
  'messages lost',
  'merged',
  'erased',
  'first seen with an unpaid addition',
  'order moved',
];
const missing = () => WANTED.filter((what) => !seen.get(what));

async function play(seed: number): Promise<void> {
  const at = await stage.openShop({ program: programOf(seed) });
  const shop = openRandomShop({ stage, at, crash, seen }, seed);
  for (let count = 0; count < 5; count += 1) await newCustomer(shop);
  try {
    for (let step = 0; step < STEPS; step += 1) await actOnce(shop, SHOP_ACTS);
    await noteSightings(shop);
    await calmDown(shop);
    await checkBooks(shop);
  } catch (error) {
    throw new Error(`seed ${seed} (play it again with RUNG_SEED=${seed}): ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

describe('a shop where everything happens at once', () => {
  test.each(SEEDS)('seed %i: the books are right in the end', play, 60_000);

  // Races depend on the machine's mood: more seeds are played, with the same checks, until each was met.
  if (SEEDS.length >= 10)
    test('meets everything that it is there for', async () => {
      for (let seed = 1_001; missing().length > 0 && seed <= 1_080; seed += 1) await play(seed);
      expect(missing()).toEqual([]);
    }, 240_000);
});
