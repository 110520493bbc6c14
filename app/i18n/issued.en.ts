/** What staff read of rewards that a platform or a list hands out. */
export const issuedEn = {
  'issued.state.creating': 'On its way',
  'issued.state.checking': 'Being checked',
  'issued.state.returning': 'Being taken back',
  'issued.state.captured': 'Handed out',
  'issued.amount.gift-card': 'Gift card of {amount}',
  'issued.amount.store-credit': '{amount} of store credit',
  'issued.amount.donation': 'Donation of {amount}',
  'issued.amount.voucher': 'Voucher worth {amount}',
  'issued.seen': 'Code seen {date}',
  'issued.unseen': 'Code not seen yet',
  'issued.unclear': 'The shop’s answer is missing since {date}. We look for it there and send nothing twice.',
} as const;
