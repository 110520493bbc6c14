import type { CatalogueReward, CatalogueView, RewardInStore } from '#app/contracts/rewards.ts';
import { DAY_MS, type Instant } from '#app/domain/instant.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { amountsStated } from '#app/domain/rewards/reward-amounts.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { standingOf, whyNotInStore } from '#app/domain/decisions/where-offered.ts';
import { wordsOf } from '#app/domain/units/unit-words.ts';
import { storesThatLeft } from '#app/store/join-codes.ts';
import { readDraft } from '#app/store/program-drafts.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import { type RewardUse, countUses } from '#app/store/reward-catalogue.ts';
import type { Desk } from '../desk.ts';
import { readGiven } from '../given-count.ts';
import { type Supplies, readSupplies } from './read-supplies.ts';
import type { IssuingFacts } from './reward-desk.ts';

const LATELY_MS = 30 * DAY_MS;
const NEVER: RewardUse = { inAll: 0, lately: 0 };

/** Every reward of the program in force, then those that wait in the draft, then codes that are left of rewards that are gone. */
export async function readCatalogue(desk: Desk, issuing: IssuingFacts, programId: string): Promise<CatalogueView> {
  const { pool } = desk.database;
  const [rulebook, now, draft] = await Promise.all([desk.library.open(programId), desk.database.now(), readDraft(pool, programId)]);
  const live = rulebook.liveAt(now);
  const program = live === null ? null : await rulebook.program(live.no);
  const hasDraft = draft !== null && draft.document !== null;
  const parsed = hasDraft ? parseProgram(draft.document) : null;
  const drafted = parsed?.ok === true ? parsed.value : null;
  const shown = program ?? drafted;
  const paused = rulebook.record.state !== 'live';
  if (shown === null) return { rewards: [], currency: rulebook.record.currency, units: {}, hasDraft, paused };
  const published = program?.rewards ?? [];
  const waiting = drafted?.rewards.filter(({ id }) => !published.some((reward) => reward.id === id)) ?? [];
  const facts = await readFacts(desk, issuing, { programId, program: shown, rewards: [...published, ...waiting], now, paused });
  return {
    rewards: [
      ...published.map((reward) => viewOf(reward, facts)),
      ...waiting.map((reward) => ({ ...viewOf(reward, { ...facts, program: drafted ?? shown }), standing: 'draft' as const })),
      ...leftOver(facts, [...published, ...waiting]),
    ],
    currency: shown.currency,
    units: unitsOf(shown),
    hasDraft,
    paused,
  };
}

interface Facts {
  readonly program: Program;
  readonly paused: boolean;
  readonly now: Instant;
  readonly stores: readonly StoreRecord[];
  /** Why a store cannot give a kind, by store and kind ("<store> gift-card"). */
  readonly cannot: ReadonlyMap<string, string>;
  readonly supplies: Supplies;
  readonly used: ReadonlyMap<string, number>;
  readonly uses: ReadonlyMap<string, RewardUse>;
}

interface Asked {
  readonly programId: string;
  readonly program: Program;
  readonly rewards: readonly Reward[];
  readonly now: Instant;
  readonly paused: boolean;
}

async function readFacts(desk: Desk, issuing: IssuingFacts, asked: Asked): Promise<Facts> {
  const { programId, program, rewards, now, paused } = asked;
  const { pool } = desk.database;
  const [stores, left, abilities, supplies, used, uses] = await Promise.all([
    readStores(desk.database, programId),
    storesThatLeft(pool, programId),
    issuing.readAbilities(programId),
    readSupplies(desk, issuing, { programId, lists: true }),
    readGiven(pool, programId, { rewards, at: now, timeZone: program.timeZone }),
    countUses(pool, programId, { rewardIds: rewards.map(({ id }) => id), since: now - LATELY_MS }),
  ]);
  const cannot = abilities.flatMap(({ storeId, giftCards, storeCredit }) => [
    ...(giftCards.works ? [] : [[`${storeId} gift-card`, giftCards.reason] as const]),
    ...(storeCredit.works ? [] : [[`${storeId} store-credit`, storeCredit.reason] as const]),
  ]);
  const present = stores.filter(({ storeId, state }) => state !== 'redacted' && !left.has(storeId));
  return { program, paused, now, stores: present, cannot: new Map(cannot), supplies, used, uses };
}

function viewOf(reward: Reward, facts: Facts): CatalogueReward {
  const { program, paused, now, supplies, used, uses } = facts;
  const { value, dates, limitInAll } = reward;
  const supply = supplies.of(reward);
  const times = used.get(reward.id) ?? 0;
  return {
    ...{ rewardId: reward.id, name: reward.name, description: reward.description, picture: reward.picture, kind: value.kind },
    price: reward.cost.kind === 'card' ? { kind: 'card' } : reward.cost,
    amounts: amountsOf(reward),
    isMoney: 'amounts' in value || 'percent' in value,
    percent: 'percent' in value ? value.percent : null,
    standing: standingOf(reward, { program, paused, now, left: supply?.left ?? null, used: times }),
    ...{ from: dates.from, until: dates.until },
    tiers: reward.audience.tiers.flatMap((tierId) => program.tiers.list.find(({ id }) => id === tierId)?.name ?? []),
    limitPerMember: reward.limitPerMember,
    limitInAll: limitInAll === null ? null : { ...limitInAll, used: times },
    supply,
    redeemed: uses.get(reward.id) ?? NEVER,
    stores: facts.stores.map((store) => inStore(reward, store, facts)),
  };
}

/** What it gives, or for things what it is worth; a minimum order is neither. */
function amountsOf(reward: Reward): CatalogueReward['amounts'] {
  const stated = amountsStated(reward).find(({ path }) => path !== 'minimumOrder');
  return Object.entries(stated?.amounts ?? {}).map(([currency, minor]) => ({ currency, minor }));
}

function inStore(reward: Reward, store: StoreRecord, { program, cannot }: Facts): RewardInStore {
  const { storeId, name, domain, platform, currency } = store;
  const obstacle = whyNotInStore(reward, program, {
    ...{ storeId, currency, connected: store.state === 'connected' },
    cannot: cannot.get(`${storeId} ${reward.value.kind}`) ?? null,
  });
  return { storeId, name, domain, platform, currency, obstacle };
}

/** Lists whose reward is neither in force nor drafted, while they have codes: somebody paid for them. */
function leftOver({ supplies }: Facts, known: readonly Reward[]): CatalogueReward[] {
  return supplies.pools
    .filter(({ rewardId, free }) => free > 0 && !known.some(({ id }) => id === rewardId))
    .map(({ rewardId, rewardName }) => ({
      ...{ rewardId, name: rewardName, description: '', picture: null, kind: 'voucher', price: { kind: 'given' } },
      ...{ amounts: [], isMoney: false, percent: null, standing: 'left', from: null, until: null, tiers: [] },
      ...{ limitPerMember: null, limitInAll: null, supply: supplies.ofCodes(rewardId), redeemed: NEVER, stores: [] },
    }));
}

function unitsOf(program: Program): CatalogueView['units'] {
  const cashback = program.units.cashback.map(({ currency, unit }) => [`cashback:${currency}`, wordsOf(unit, program.locale)] as const);
  return Object.fromEntries([['points', wordsOf(program.units.points, program.locale)], ...cashback]);
}
