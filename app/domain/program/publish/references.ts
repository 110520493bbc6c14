import type { Audience } from '../../segments/audience.schema.ts';
import type { Program } from '../program.schema.ts';
import type { Fact } from '../../saying.ts';
import { doubtful, part, wrong } from './finding.ts';
import type { Finding } from './finding.ts';

type Noun = 'reward' | 'perk' | 'card' | 'tier' | 'segment' | 'arm';

/** Something in the program that names something else by its id. */
interface Reference {
  readonly path: string;
  /** Who names it, as a sentence begins: "Gold". */
  readonly who: Fact;
  readonly noun: Noun;
  readonly id: string;
  /** False when the one who names it is switched off. */
  readonly active: boolean;
}

/** Whatever is named exists; what an active thing gives is switched on; what is only given away is given by something. */
export function checkReferences(program: Program): Finding[] {
  const references = [...giftReferences(program), ...audienceReferences(program)];
  const known = knownThings(program);
  const findings = references.flatMap((reference): Finding[] => {
    const target = known[reference.noun].get(reference.id);
    if (!target) return [wrong(reference.path, `reference.missing.${reference.noun}`, { who: reference.who })];
    if (reference.active && !target.active) return [doubtful(reference.path, 'reference.off', { who: reference.who, name: target.name })];
    return [];
  });
  return [...findings, ...checkCards(program), ...neverGiven(program, references)];
}

type Known = ReadonlyMap<string, { readonly name: string; readonly active: boolean }>;

function knownThings(program: Program): Record<Noun, Known> {
  const by = (list: readonly { readonly id: string; readonly name: string; readonly active?: boolean }[]): Known =>
    new Map(list.map(({ id, name, active }) => [id, { name, active: active ?? true }]));
  return {
    reward: by(program.rewards),
    perk: by(program.perks),
    card: by(program.cards),
    tier: by(program.tiers.list),
    segment: by(program.segments),
    arm: by(program.arms),
  };
}

function giftReferences(program: Program): Reference[] {
  const { joining, birthday, referral } = program;
  const gift = (path: string, who: Fact, from: { readonly id: string | null | undefined; readonly active: boolean }): Reference[] =>
    from.id == null ? [] : [{ path, who, noun: 'reward', id: from.id, active: from.active }];
  return [
    ...program.tiers.list.flatMap((tier, index) => [
      ...tier.perkIds.map((id, at): Reference => ({
        path: `tiers.list.${index}.perkIds.${at}`,
        who: tier.name,
        noun: 'perk',
        id,
        active: true,
      })),
      ...gift(`tiers.list.${index}.entryReward.rewardId`, part('named-by.entry-reward', { name: tier.name }), {
        id: tier.entryReward?.rewardId,
        active: true,
      }),
    ]),
    ...program.perks.flatMap((perk, index) =>
      perk.kind === 'standing' ? [] : gift(`perks.${index}.rewardId`, perk.name, { id: perk.rewardId, active: perk.active }),
    ),
    ...program.cards.flatMap((card, index) => gift(`cards.${index}.rewardId`, card.name, { id: card.rewardId, active: card.active })),
    ...program.rewards.flatMap((reward, index): Reference[] =>
      reward.cost.kind === 'card'
        ? [{ path: `rewards.${index}.cost.cardId`, who: reward.name, noun: 'card', id: reward.cost.cardId, active: reward.active }]
        : [],
    ),
    ...program.campaigns.flatMap((campaign, index) =>
      'rewardId' in campaign ? gift(`campaigns.${index}.rewardId`, campaign.name, { id: campaign.rewardId, active: campaign.active }) : [],
    ),
    ...gift('joining.welcome.rewardId', part('named-by.welcome'), { id: joining.welcome.rewardId, active: true }),
    ...gift('birthday.rewardId', part('named-by.birthday'), { id: birthday?.rewardId, active: true }),
    ...gift('referral.friend.rewardId', part('named-by.friend'), { id: referral?.friend.rewardId, active: referral?.active ?? false }),
    ...gift('referral.advocate.rewardId', part('named-by.advocate'), {
      id: referral?.advocate.rewardId,
      active: referral?.active ?? false,
    }),
  ];
}

function audienceReferences(program: Program): Reference[] {
  const within = (
    path: string,
    list: readonly { readonly name: string; readonly active: boolean; readonly audience: Audience }[],
  ): Reference[] =>
    list.flatMap(({ name, active, audience }, index) => {
      const of = (noun: Noun, field: string, ids: readonly string[]) =>
        ids.map((id, at): Reference => ({ path: `${path}.${index}.audience.${field}.${at}`, who: name, noun, id, active }));
      return [...of('tier', 'tiers', audience.tiers), ...of('segment', 'segments', audience.segments), ...of('arm', 'arms', audience.arms)];
    });
  return [
    ...within('earning.rules', program.earning.rules),
    ...within('campaigns', program.campaigns),
    ...within('perks', program.perks),
    ...within('rewards', program.rewards),
    ...within('cards', program.cards),
  ];
}

/** A full card turns into a reward that belongs to it, or that costs nothing else. */
function checkCards(program: Program): Finding[] {
  const rewards = new Map(program.rewards.map((reward) => [reward.id, reward]));
  const cards = new Map(program.cards.map((card) => [card.id, card]));
  const ofCards = program.cards.flatMap((card, index): Finding[] => {
    const reward = rewards.get(card.rewardId);
    if (!reward || reward.cost.kind === 'given' || (reward.cost.kind === 'card' && reward.cost.cardId === card.id)) return [];
    return [wrong(`cards.${index}.rewardId`, 'card.reward-costs-else', { card: card.name, reward: reward.name })];
  });
  const ofRewards = program.rewards.flatMap((reward, index): Finding[] => {
    if (reward.cost.kind !== 'card' || !reward.active) return [];
    const card = cards.get(reward.cost.cardId);
    if (!card || card.rewardId === reward.id) return [];
    return [wrong(`rewards.${index}.cost.cardId`, 'card.gives-else', { card: card.name, reward: reward.name })];
  });
  return [...ofCards, ...ofRewards];
}

function neverGiven(program: Program, references: readonly Reference[]): Finding[] {
  const given = new Set(references.filter(({ noun, active }) => noun === 'reward' && active).map(({ id }) => id));
  return program.rewards.flatMap((reward, index) =>
    reward.active && reward.cost.kind === 'given' && !given.has(reward.id)
      ? [doubtful(`rewards.${index}.cost`, 'reward.never-given', { name: reward.name })]
      : [],
  );
}
