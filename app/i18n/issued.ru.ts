import type { issuedEn } from './issued.en.ts';
import type { TranslationOf } from './message.ts';

export const issuedRu: TranslationOf<typeof issuedEn> = {
  'issued.state.creating': 'В пути',
  'issued.state.checking': 'Уточняется',
  'issued.state.returning': 'Забираем назад',
  'issued.state.captured': 'Выдано',
  'issued.amount.gift-card': 'Подарочная карта на {amount}',
  'issued.amount.store-credit': '{amount} на счёте в магазине',
  'issued.amount.donation': 'Пожертвование: {amount}',
  'issued.amount.voucher': 'Ваучер на {amount}',
  'issued.seen': 'Код показан {date}',
  'issued.unseen': 'Код ещё не показан',
  'issued.unclear': 'Нет ответа магазина с {date}. Мы ищем его там и ничего не отправляем дважды.',
};
