import type { MessageKey, Translator } from './translator.ts';

type ReasonKey = Extract<MessageKey, `reason.${string}`>;
type Facts = Readonly<Record<string, string>>;
type Read = (found: Facts, words: Translator) => Facts;

/** What the books say in English, the first that fits, and which words say the same to the reader; `read` turns its facts into the reader's. */
type Sentence = readonly [says: RegExp, key: ReasonKey, read?: Read];

const points: Read = ({ points: amount = '', ...rest }, words) => ({ ...rest, points: words.storedPoints(amount) });
const day: Read = ({ date = '' }, words) => ({ date: words.calendarDay(date) });
const price: Read = ({ points: amount = '', money = '' }, words) => ({
  points: words.storedPoints(amount),
  amount: moneyText(money, words),
});
const during: Read = ({ during: time = '', have = '', needed = '' }, words) => ({ have, needed, during: duringText(time, words) });

const IN = String.raw`(?<during> in \d{4}| in the last 12 months)?`;

const SENTENCES: readonly Sentence[] = [
  [/^(?<points>[\d.,]+ .+?) for order (?<order>.+)$/, 'reason.order-earned', points],
  [
    /^(?<points>[\d.,]+ .+?) taken back: (?<why>.+)$/,
    'reason.order-taken',
    (found, words) => ({ ...points(found, words), why: reasonText(found['why'] ?? '', words) }),
  ],
  [/^the import that brought order (?<order>.+) in was undone$/, 'reason.why.import-undone'],
  [/^order (?<order>.+) was cancelled$/, 'reason.why.cancelled'],
  [/^order (?<order>.+) was deleted in the shop$/, 'reason.why.removed'],
  [/^order (?<order>.+) was refunded in full$/, 'reason.why.refunded'],
  [/^the payment of order (?<order>.+) was charged back$/, 'reason.why.charged-back'],
  [/^the payment of order (?<order>.+) fell away$/, 'reason.why.fell-away'],
  [/^part of order (?<order>.+) was refunded or removed$/, 'reason.why.part'],
  [/^order (?<order>.+) does not earn any more$/, 'reason.why.out'],
  [/^Points of order (?<order>.+) can be spent now$/, 'reason.order-spendable'],
  [/^Nothing changes for order (?<order>.+)$/, 'reason.order-same'],
  [/^Order (?<order>.+) earns nothing: (?<why>[a-z ]+)$/, 'reason.order-nothing', verdict],
  [/^Welcome to the program\.$/, 'reason.welcome'],
  [/^Welcome to (?<tier>.+)$/, 'reason.welcome-tier'],
  [/^(?<reward>.+): handed out$/, 'reason.reward.issued'],
  [/^(?<reward>.+): some of it had been used; the rest was taken back$/, 'reason.reward.partly-used'],
  [/^(?<reward>.+): handed over$/, 'reason.reward.handed-over'],
  [/^(?<reward>.+): was handed over by mistake$/, 'reason.reward.mistake'],
  [/^(?<reward>.+): its order stands again$/, 'reason.reward.restored'],
  [/^(?<reward>.+): what it was spent on came back$/, 'reason.reward.returned'],
  [/^(?<reward>.+): used in order (?<order>.+)$/, 'reason.reward.used'],
  [/^(?<reward>.+): taken back by the member$/, 'reason.reward.undone'],
  [/^(?<reward>.+): its code was not used in time$/, 'reason.reward.expired'],
  [/^(?<reward>.+): called back to pay for a returned order$/, 'reason.reward.debt'],
  [/^(?<reward>.+): its order was cancelled before it was paid$/, 'reason.reward.cancelled'],
  [/^(?<reward>.+): the member left$/, 'reason.reward.left'],
  [/^(?<reward>.+): could not be handed out$/, 'reason.reward.not-issued'],
  [/^its points had been given back before$/, 'reason.late'],
  [/^Nothing happened in the account for too long$/, 'reason.inactive'],
  [/^Valid until (?<date>\d{4}-\d\d-\d\d)$/, 'reason.valid-until', day],
  [/^The waiting time is over$/, 'reason.waited'],
  [/^The platform made one customer of two;/, 'reason.merged.platform'],
  [/^Two accounts of one person were linked;/, 'reason.merged.linked'],
  [/^Staff made one member of two;/, 'reason.merged.staff'],
  [/^Both had been welcomed with points;/, 'reason.merged.welcome'],
  [/^The merge was undone:/, 'reason.unmerged'],
  [/^A change for many members was taken back\.$/, 'reason.bulk-undone'],
  [/^The person was erased before these points came back\.$/, 'reason.erased.returned'],
  [/^The person was erased;/, 'reason.erased'],
  // Why somebody has or loses a tier (domain/tiers/tier-words.ts).
  [/^(?<given>.+): that has ended$/, 'reason.tier.ended', ({ given = '' }, words) => ({ given: reasonText(given, words) })],
  [/^a paid membership$/, 'reason.tier.paid'],
  [/^a product that was bought$/, 'reason.tier.bought'],
  [/^an invitation$/, 'reason.tier.invited'],
  [/^given by staff$/, 'reason.tier.manual'],
  [/^brought along from the earlier program$/, 'reason.tier.imported'],
  [/^fixed by staff$/, 'reason.tier.fixed'],
  [/^for every member$/, 'reason.tier.everyone'],
  [/^earned before$/, 'reason.tier.before'],
  [/^this tier is no longer part of the program$/, 'reason.tier.gone'],
  [/^it was fixed by staff until now$/, 'reason.tier.was-fixed'],
  [/^no longer a member$/, 'reason.tier.no-member'],
  [/^it can no longer be earned this way$/, 'reason.tier.not-this-way'],
  [/^it ends on (?<date>\d{4}-\d\d-\d\d)$/, 'reason.tier.ends', day],
  [new RegExp(`^(?<have>\\d+) of (?<needed>\\d+) orders${IN}$`), 'reason.tier.orders', during],
  [new RegExp(`^(?<have>\\d+) of (?<needed>\\d+) visits${IN}$`), 'reason.tier.visits', during],
  [new RegExp(`^(?<have>[\\d.]+) of (?<needed>[\\d.]+) (?<currency>[A-Z]{3}) spent${IN}$`), 'reason.tier.spend', spent],
  [new RegExp(`^(?<have>[\\d.]+ .+?) of (?<needed>[\\d.]+ .+?)${IN}$`), 'reason.tier.points', reached],
  // What a rule gives (domain/earning), and why it gave nothing or less.
  [/^(?<points>.+) for every (?<money>[\d.]+ [A-Z]{3})$/, 'reason.rule.per-amount', price],
  [/^(?<points>.+) for an order from (?<money>[\d.]+ [A-Z]{3})$/, 'reason.rule.per-order-from', price],
  [/^(?<points>.+) for an order$/, 'reason.rule.per-order', points],
  [/^(?<points>.+) for each piece, (?<most>\d+) pieces at most$/, 'reason.rule.per-piece-most', points],
  [/^(?<points>.+) for each piece$/, 'reason.rule.per-piece', points],
  [/^(?<points>.+) for the first order$/, 'reason.rule.first-order', points],
  [/^(?<points>.+) for every order number (?<nth>\d+)$/, 'reason.rule.every-order', points],
  [/^(?<points>.+) for the order number (?<nth>\d+)$/, 'reason.rule.nth-order', points],
  [/^(?<points>.+) for a visit$/, 'reason.rule.visit', points],
  [/^(?<points>.+) for every visit number (?<nth>\d+)$/, 'reason.rule.every-visit', points],
  [/^(?<points>.+) for the visit number (?<nth>\d+)$/, 'reason.rule.nth-visit', points],
  [/^(?<times>[\d.]+)× on some products$/, 'reason.rule.times'],
  [/^the most this rule gives for an order$/, 'reason.limit.order'],
  [/^the most this rule gives a member$/, 'reason.limit.member'],
  [/^the cap "(?<name>.+)"$/, 'reason.limit.cap'],
  [/^only the first order$/, 'reason.only.first-order'],
  [/^only every order number (?<nth>\d+)$/, 'reason.only.every-order'],
  [/^only the order number (?<nth>\d+)$/, 'reason.only.nth-order'],
  [/^visit number (?<nth>\d+)$/, 'reason.only.nth-visit'],
  [/^starts on (?<date>\d{4}-\d\d-\d\d)$/, 'reason.date.starts', day],
  [/^ended on (?<date>\d{4}-\d\d-\d\d)$/, 'reason.date.ended', day],
  [/^not on this day of the week$/, 'reason.date.weekday'],
  [/^only from (?<from>\S+) to (?<until>\S+)$/, 'reason.date.hours'],
  [/^not for this store$/, 'reason.not-for.store'],
  [/^not for this location$/, 'reason.not-for.location'],
  [/^not for this region$/, 'reason.not-for.region'],
  [/^not for this group of members$/, 'reason.not-for.group'],
  [/^not for this way of buying$/, 'reason.not-for.channel'],
  [/^not for this tier$/, 'reason.not-for.tier'],
  [/^not for this arm of the experiment$/, 'reason.not-for.arm'],
  [/^only for (?<percent>[\d.]+) % of members$/, 'reason.only-for.percent'],
];

/**
 * Says in the reader's language what the books, which keep plain English sentences for good, say of why something happened. Amounts carry the program's name for points.
 * What nobody here wrote (a name, a note of staff) stays as it is.
 */
export function reasonText(sentence: string, words: Translator): string {
  for (const [says, key, read] of SENTENCES) {
    const found = says.exec(sentence);
    if (found === null) continue;
    const facts = { ...found.groups } as Facts;
    // Which facts a sentence has is checked by a test; the key alone does not tell the compiler here.
    return (words.t as (key: ReasonKey, facts: Facts) => string)(key, read === undefined ? facts : read(facts, words));
  }
  return sentence;
}

function verdict({ order = '', why = '' }: Facts, words: Translator): Facts {
  const key = `trace.verdict.${why.replaceAll(' ', '-')}`;
  return { order, why: words.has(key) ? words.t(key) : why };
}

function spent({ have = '', needed = '', currency = '', during: time = '' }: Facts, words: Translator): Facts {
  return { have: words.exactMoney(have, currency), needed: words.exactMoney(needed, currency), during: duringText(time, words) };
}

function reached({ have = '', needed = '', during: time = '' }: Facts, words: Translator): Facts {
  return { have: words.storedPoints(have), needed: words.storedPoints(needed), during: duringText(time, words) };
}

function duringText(during: string | undefined, { t }: Translator): string {
  const year = /\d{4}/.exec(during ?? '')?.[0];
  if (year !== undefined) return t('reason.during.year', { year });
  return during === undefined || during === '' ? '' : t('reason.during.rolling');
}

function moneyText(money: string, words: Translator): string {
  const [amount = '', currency = ''] = money.split(' ');
  return words.exactMoney(amount, currency);
}
