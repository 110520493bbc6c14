import type { issuedEn } from './issued.en.ts';
import type { TranslationOf } from './message.ts';

export const issuedPl: TranslationOf<typeof issuedEn> = {
  'issued.state.creating': 'W drodze',
  'issued.state.checking': 'Sprawdzamy',
  'issued.state.returning': 'Odbieramy',
  'issued.state.captured': 'Wydano',
  'issued.amount.gift-card': 'Karta podarunkowa na {amount}',
  'issued.amount.store-credit': '{amount} środków w sklepie',
  'issued.amount.donation': 'Datek: {amount}',
  'issued.amount.voucher': 'Voucher wart {amount}',
  'issued.seen': 'Kod odsłonięty {date}',
  'issued.unseen': 'Kod jeszcze nieodsłonięty',
  'issued.unclear': 'Brak odpowiedzi sklepu od {date}. Szukamy jej tam i niczego nie wysyłamy dwa razy.',
};
