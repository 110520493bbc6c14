import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runs } from '#tests/setup/soak.ts';
import { openServiceStage, type ServiceStage } from '../services/service-stage.ts';
import { noteSightings } from './check-books.ts';
import { calmTown, checkTown } from './check-town.ts';
import { type CrashSwitch, crashable } from './crash.ts';
import { actOnce, openRandomShop, type Sightings } from './random-shop.ts';
import { openTown, townActs, townProgram } from './random-town.ts';
import { openSites, type Sites } from './sites.ts';

const STEPS = 130;
/** RUNG_SEED=17 plays one run again. */
const SEEDS = process.env['RUNG_SEED'] ? [Number(process.env['RUNG_SEED'])] : Array.from({ length: runs(6) }, (_, index) => index + 1);

let stage: ServiceStage;
let sites: Sites;
let crash: CrashSwitch;
const seen: Sightings = new Map();

beforeAll(async () => {
  sites = await openSites();
  stage = await openServiceStage({
    wrap: (opened) => {
      const made = crashable(opened);
      crash = made.crash;
      return made.database;
    },
    beside: sites.beside,
  });
});
afterAll(async () => {
  await stage.close();
  await sites.close();
});

/** What a run must have met: one that never did has proved little. */
const WANTED = [
  'accounts linked by a code',
  'cash on delivery',
  'code made at the site',
  'coupon of a paid order that was cancelled',
  'coupon of an unpaid order that was cancelled',
  'coupon used',
  'coupon used again after the site freed it',
  'crash of a turn',
  'dead code tried',
  'draft of a checkout',
  'found by the nightly look',
  'merged by staff',
  'messages of one order became one',
  'messages of the site lost',
  'one balance through both doors',
  'open code tried',
  'order brought in unpaid was paid later',
  'order deleted for good',
  'order given to another customer',
  'order in a currency without a rate',
  'order in the trash',
  'order of a guest',
  'order out of the trash',
  'past orders brought in',
  'program changed',
  'rate came later',
  'refund deleted',
  'store moved into the program',
  'un-merged',
  'webhooks made anew',
  'webhooks switched off',
];
const missing = () => WANTED.filter((what) => !seen.get(what));

async function play(seed: number): Promise<void> {
  const at = await stage.openShop({ program: townProgram({ pointsPerUnit: 1, knowsZar: false, waits: seed % 2 === 0 }) });
  const town = await openTown(openRandomShop({ stage, at, crash, seen }, seed), sites, seed);
  try {
    for (let step = 0; step < STEPS; step += 1) await actOnce(town, townActs(town));
    await noteSightings(town);
    await calmTown(town);
    await checkTown(town);
  } catch (error) {
    // What is stuck here must not hold up the seeds that follow.
    for (const what of [`inbox SET state = 'dead'`, `outbox SET state = 'dead'`, 'order_record SET wanted_at = NULL'])
      await stage.database.pool.query(`UPDATE ${what} WHERE program_id = $1`, [at.address.programId]);
    throw new Error(`seed ${seed} (play it again with RUNG_SEED=${seed}): ${wordsOf(error)}`, { cause: error });
  } finally {
    await sites.end(town.site);
  }
}

/** What was expected and what came, whole: a seed that failed among many must be understood from its line. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { actual, expected } = error as { readonly actual?: unknown; readonly expected?: unknown };
  return expected === undefined ? error.message : `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

describe('a shop and a site with one program', () => {
  test.each(SEEDS)('seed %i: the books of both are right in the end', play, 60_000);

  // Races depend on the machine's mood: more seeds are played, with the same checks, until each was met; as a rule there is nothing left to look for.
  if (SEEDS.length >= 6)
    test('meets everything that it is there for', async () => {
      for (let seed = 1_001; missing().length > 0 && seed <= 1_040; seed += 1) await play(seed);
      expect(missing()).toEqual([]);
    }, 240_000);
});
