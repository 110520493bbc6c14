import { field, flag } from './wording.ts';
import type { WordingTable } from './wording.ts';

const products = (label: string): WordingTable => ({
  [`${label}.productIds`]: field('list', 'the list of products that never earn', { none: 'empty' }),
  [`${label}.collections`]: field('list', 'the list of collections that never earn', { none: 'empty' }),
  [`${label}.tags`]: field('list', 'the list of product tags that never earn', { none: 'empty' }),
  [`${label}.vendors`]: field('list', 'the list of vendors that never earn', { none: 'empty' }),
  [`${label}.productTypes`]: field('list', 'the list of product types that never earn', { none: 'empty' }),
});

const ORDERS: WordingTable = {
  'orders.channels.web': flag('orders in the web shop now earn', 'orders in the web shop no longer earn'),
  'orders.channels.pos': flag('orders at the till now earn', 'orders at the till no longer earn'),
  'orders.channels.draft': flag('orders that staff write now earn', 'orders that staff write no longer earn'),
  'orders.channels.subscription': flag('subscription orders now earn', 'subscription orders no longer earn'),
  'orders.channels.marketplace': flag('orders from marketplaces now earn', 'orders from marketplaces no longer earn'),
  'orders.channels.other': flag('orders from elsewhere now earn', 'orders from elsewhere no longer earn'),
  'orders.companies': flag('orders of companies now earn', 'orders of companies no longer earn'),
  'orders.testOrders': field('choice', 'whether test orders earn', {
    choices: { never: 'never', 'on-development-stores': 'only on development stores', always: 'always' },
  }),
  'orders.skipTag': field('text', 'the tag of orders that earn nothing'),
  'orders.goesLiveOn': field('list', 'the first day on which orders earn', { none: 'not set' }),
  'worth.tax': field('choice', 'the way tax counts', {
    choices: { 'as-displayed': 'as prices are shown', in: 'tax always earns', out: 'tax never earns' },
  }),
  'worth.shippingEarns': flag('shipping now earns', 'shipping no longer earns'),
  'worth.feesEarn': flag('fees and tips now earn', 'fees and tips no longer earn'),
  'worth.giftCardsEarn': flag('buying a gift card now earns', 'buying a gift card no longer earns'),
  ...products('worth.exclude'),
  'worth.storeCreditPaymentsEarn': flag('what is paid with store credit now earns', 'what is paid with store credit no longer earns'),
  'worth.storeCreditReturnsAreRefunds': flag(
    'returns to store credit now take points back',
    'returns to store credit no longer take points back',
  ),
  'worth.goodwillLowersWorth': flag(
    'refunds that name no product now take points back',
    'refunds that name no product no longer take points back',
  ),
  'worth.conditions': field('choice', 'what a refund does to minimums and other conditions', {
    choices: { 'as-placed': 'the order is judged as it was placed', 'judge-again': 'the order is judged again on what is kept' },
  }),
  'pending.shipped.days': field('days', 'the waiting time of points for shipped goods', { none: 'none' }),
  'pending.shipped.from': field('choice', 'what the waiting time of shipped goods counts from', {
    choices: { fulfilment: 'the day the goods left', paid: 'the payment' },
  }),
  'pending.inPersonDays': field('days', 'the waiting time of points for purchases in person'),
  'pending.digitalDays': field('days', 'the waiting time of points for services and downloads'),
  'pending.backstopDays': field('days', 'the longest that points wait after payment'),
  'takeBack.shortfall': field('choice', 'what happens when points to be taken back are spent already', {
    choices: { debt: 'the next orders make up for it', 'floor-at-zero': 'the balance stops at zero' },
  }),
  'takeBack.debtCap': field('points', 'the most that a member can owe', { none: 'no limit' }),
  'guests.earn': flag('guests now collect points that wait for them', 'guests no longer collect points'),
  'guests.unclaimedDays': field('days', 'the time that points wait for a guest to claim them'),
  'guests.ownerDays': field('days', 'the time in which an order may find its owner'),
  goesLiveOn: field('list', 'the first day on which orders earn', { none: 'not set' }),
  earns: flag('now earns', 'no longer earns'),
  redeems: flag('now redeems', 'no longer redeems'),
};

const POINTS: WordingTable = {
  'earning.rounding': field('choice', 'the rounding of points', { choices: { carry: 'down, and the rest is kept for the next order' } }),
  'earning.bonuses.combine': field('choice', 'the way bonuses go together', { choices: { add: 'they add up', multiply: 'they multiply' } }),
  'earning.bonuses.cap': field('times', 'the most that bonuses make together', { none: 'no limit' }),
  'tiers.graceDays': field('days', 'the notice before a tier ends'),
  'tiers.downBy': field('choice', 'the way down', {
    choices: { 'one-step': 'one tier at a time', 'to-what-the-metric-supports': 'straight to the tier that the member reaches' },
  }),
  'tiers.provisional': flag('a new tier is now provisional until its points are available', 'a new tier is now final at once'),
  'expiry.mode.kind': field('choice', 'the way points expire', {
    choices: {
      none: 'never',
      inactivity: 'after a time without activity',
      'per-lot': 'a time after they were earned',
      'fixed-date': 'on one day of the year',
    },
  }),
  'expiry.mode.months': field('months', 'the time until points expire'),
  'expiry.mode.resetBy': field('choice', 'what keeps points alive'),
  'expiry.mode.month': field('number', 'the month in which points expire'),
  'expiry.mode.day': field('number', 'the day of the month on which points expire'),
  'expiry.mode.youngerThanDays': field('days', 'the age under which points roll on to the next year'),
  'expiry.startsOn': field('list', 'the day from which expiry counts', { none: 'not set' }),
  'expiry.warnDaysBefore': field('list', 'the number of days before the end on which members are warned'),
  'expiry.unreachableExtraDays': field('days', 'the extra time of members whom no message reaches'),
  'expiry.restoredFromOrderDays': field('days', 'the least time left for points that come back from an order'),
  'expiry.releasedFromHoldDays': field('days', 'the least time left for points that come back from a reward'),
  'expiry.timeOnlyRefusedIn': field('list', 'the list of regions where time alone never ends points', { none: 'empty' }),
  'liability.per100Points': field('amounts', 'what 100 points are worth in the books', { none: 'as the cheapest reward says' }),
  'liability.breakagePercent': field('percent', 'the share of points that you expect never to be spent', { none: 'not set' }),
};

const REWARDS: WordingTable = {
  'redeeming.openCodes': field('number', 'the number of unused codes that a member may have'),
  'redeeming.undosPerDay': field('number', 'the number of times a day that a member may undo'),
  'redeeming.holdHoursAfterExpiry': field('hours', 'the time after which the points of an expired code come back'),
  'redeeming.issuedPerDay': field('amounts', 'the most in gift cards and credit for a member and day', { none: 'the usual amount' }),
  'redeeming.issuedPerDayDefaultMinor': field('minor', 'the usual limit in gift cards and credit for a member and day'),
  'redeeming.undoIssuedDays': field('days', 'the time in which an unused gift card or credit can be undone'),
  'redeeming.waitHoursAfterLink': field('hours', 'the wait for gift cards and credit after an account was linked'),
  'redeeming.reissueAfterFullRefund': flag(
    'a used code now comes back when its order is returned before it was shipped',
    'a used code no longer comes back when its order is returned',
  ),
};

const PEOPLE: WordingTable = {
  'joining.at': field('choice', 'how one becomes a member', {
    choices: { 'first-proved-login': 'by signing in for the first time', 'button-only': 'only by the Join button' },
  }),
  'joining.open': field('choice', 'who can join', {
    choices: { everyone: 'everyone', invited: 'those who are invited', paying: 'those who pay for it' },
  }),
  'joining.welcome.points': field('points', 'what a new member gets', { none: 'no points' }),
  'joining.welcome.rewardId': field('id', 'the reward for a new member', { none: 'no reward' }),
  'joining.termsVersion': field('text', 'the version of the terms'),
  'joining.termsText': field('text', 'the text of the terms', { none: 'empty' }),
  'joining.leftDays': field('days', 'the time that points of a member who left are kept'),
  'birthday.points': field('points', 'what a member gets on the birthday', { none: 'no points' }),
  'birthday.rewardId': field('id', 'the reward on the birthday', { none: 'no reward' }),
  'birthday.setDaysBefore': field('days', 'how long before a birthday must be known'),
  'birthday.lateDays': field('days', 'how late a birthday present may come'),
  'visits.fromOrders': flag('paid orders in person now count as visits', 'paid orders in person no longer count as visits'),
  'visits.fromStaffScans': flag('scans by staff now count as visits', 'scans by staff no longer count as visits'),
  'visits.perMember': field('limit', 'how often a member’s visits count', { none: 'without limit' }),
  'referral.active': flag('inviting friends is switched on', 'inviting friends is switched off'),
  'referral.friend.points': field('points', 'what an invited friend gets', { none: 'no points' }),
  'referral.friend.rewardId': field('id', 'the reward for an invited friend', { none: 'no reward' }),
  'referral.advocate.points': field('points', 'what one gets for inviting a friend', { none: 'no points' }),
  'referral.advocate.rewardId': field('id', 'the reward for inviting a friend', { none: 'no reward' }),
  'referral.minimumOrder': field('amounts', 'the smallest first order of a friend', { none: 'any order' }),
  'referral.waitDays': field('days', 'the wait for the reward for inviting'),
  'referral.friendCodeDays': field('days', 'the time that a friend’s code works'),
  'referral.perAdvocate': field('limit', 'how often inviting is rewarded', { none: 'without limit' }),
  'referral.household': field('choice', 'what happens with friends of the same household', {
    choices: { allow: 'they count', review: 'somebody looks first', refuse: 'they do not count' },
  }),
  'referral.score.payBelow': field('number', 'the risk score below which invitations pay at once'),
  'referral.score.refuseFrom': field('number', 'the risk score from which invitations are refused'),
  'referral.text': field('text', 'the text about inviting', { none: 'empty' }),
  'staff.earnInPerson': flag('staff now earn in person', 'staff no longer earn in person'),
  'staff.reviewAbovePosOrdersPerDay': field('number', 'the number of orders at the till in a day above which somebody looks'),
  'staff.tillRedemptionNeeds': field('choice', 'what redeeming at the till needs', {
    choices: { 'qr-or-pin': 'the member’s QR code or PIN', nothing: 'nothing' },
  }),
  'staff.ownerAbovePoints': field('points', 'the adjustment above which the owner must agree'),
  'staff.giftsPerDay': field('points', 'the most that one of the staff may give in a day', { none: 'no limit' }),
  'privacy.keepHashMonths': field('months', 'how long an erased address still guards once-only bonuses'),
  'privacy.unmergeDays': field('days', 'the time in which joining two accounts can be undone'),
};

const MESSAGES: WordingTable = {
  'notices.languages': field('list', 'the choice of languages for messages'),
  'notices.off': field('choice', 'the list of messages that are not sent', { none: 'empty' }),
  'notices.channels': field('choice', 'the way messages are sent'),
  'notices.gatherMinutes': field('minutes', 'the time in which messages are gathered into one'),
};

const LOOKS: WordingTable = {
  'branding.brandColour': field('list', 'the brand colour of the shopper’s pages', { none: 'the shop’s own' }),
  'branding.logoUrl': field('text', 'the logo on the shopper’s pages', { none: 'none' }),
  'branding.launcher.side': field('choice', 'the side on which the rewards button stands', {
    choices: { start: 'where lines begin', end: 'where lines end' },
  }),
  'branding.launcher.offset': field('number', 'the distance of the rewards button from the lower edge, in pixels'),
  'branding.launcher.hidden': flag('the rewards button is no longer shown', 'the rewards button is shown again'),
};

/** Words for every setting that is no thing of its own. */
export const SETTINGS: WordingTable = {
  name: field('text', 'the name of the program'),
  currency: field('list', 'the currency of the program'),
  timeZone: field('list', 'the time zone of the program'),
  locale: field('list', 'the first language of the program'),
  schemaVersion: field('number', 'the shape of the document'),
  'units.points.scale': field('number', 'the number of decimal places of points'),
  ...ORDERS,
  ...POINTS,
  ...REWARDS,
  ...PEOPLE,
  ...MESSAGES,
  ...LOOKS,
};
