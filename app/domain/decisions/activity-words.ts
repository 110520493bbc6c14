/** The languages in which members are told why; others are told in English. */
export type SpokenLanguage = 'en' | 'pl' | 'ru';

interface ActivityWords {
  /** {rule}, {points}, {amount}. */
  readonly rule: string;
  /** {list} of bonuses: "Gold ×2, Double weekend ×2". */
  readonly bonuses: string;
  /** By reason code of the posting. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** Why points moved, in the member's language. */
export const ACTIVITY_WORDS: Readonly<Record<SpokenLanguage, ActivityWords>> = {
  en: {
    rule: '{rule}: {points} for {amount}.',
    bonuses: 'With {list}.',
    reasons: {
      'order-refunded': 'Part of the order was returned or refunded.',
      'order-cancelled': 'The order was cancelled.',
      'order-removed': 'The order was removed by the shop.',
      'order-refunded-in-full': 'The order was refunded in full.',
      'order-dispute-lost': 'The payment was charged back.',
      'order-payment-fell-away': 'The payment was not completed.',
      'order-edited': 'The order was changed.',
      'order-out': 'The order does not earn any more.',
      'order-reassigned': 'The order now belongs to another account.',
      'order-availability': 'They can be spent now.',
      'order-earned': 'They can be spent now.',
      'points-available': 'They can be spent now.',
      'code-used-late': 'Its code was used after the points had come back.',
      undone: 'You took it back.',
      expired: 'The code was not used in time.',
      debt: 'It was called back for a returned order.',
      'not-made': 'The shop could not make the code.',
      'order-returned': 'The order it was used on was returned.',
      'order-restored': 'The order stands again.',
      inactivity: 'Nothing happened in the account for a long time.',
      'expiry-date': 'Their time was over.',
      'given-by-staff': 'Given by the shop.',
      'taken-by-staff': 'Corrected by the shop.',
      'platform-merge': 'Your accounts were made one.',
      linked: 'You linked your accounts.',
    },
  },
  pl: {
    rule: '{rule}: {points} za {amount}.',
    bonuses: 'Z bonusem: {list}.',
    reasons: {
      'order-refunded': 'Część zamówienia zwrócono.',
      'order-cancelled': 'Zamówienie anulowano.',
      'order-removed': 'Sklep usunął zamówienie.',
      'order-refunded-in-full': 'Zwrócono całe zamówienie.',
      'order-dispute-lost': 'Płatność została cofnięta.',
      'order-payment-fell-away': 'Płatność nie doszła do skutku.',
      'order-edited': 'Zamówienie zmieniono.',
      'order-out': 'Za to zamówienie nie ma już punktów.',
      'order-reassigned': 'Zamówienie należy teraz do innego konta.',
      'order-availability': 'Można już z nich korzystać.',
      'order-earned': 'Można już z nich korzystać.',
      'points-available': 'Można już z nich korzystać.',
      'code-used-late': 'Kod wykorzystano, gdy punkty już wróciły na konto.',
      undone: 'Nagroda została cofnięta na Twoją prośbę.',
      expired: 'Kodu nie wykorzystano na czas.',
      debt: 'Nagrodę cofnięto z powodu zwróconego zamówienia.',
      'not-made': 'Sklep nie mógł utworzyć kodu.',
      'order-returned': 'Zamówienie z tym kodem zwrócono.',
      'order-restored': 'Zamówienie jest znów ważne.',
      inactivity: 'Na koncie długo nic się nie działo.',
      'expiry-date': 'Ich ważność się skończyła.',
      'given-by-staff': 'Od sklepu.',
      'taken-by-staff': 'Korekta sklepu.',
      'platform-merge': 'Twoje konta połączono w jedno.',
      linked: 'Twoje konta zostały połączone na Twoją prośbę.',
    },
  },
  ru: {
    rule: '{rule}: {points} за {amount}.',
    bonuses: 'С бонусом: {list}.',
    reasons: {
      'order-refunded': 'Часть заказа возвращена.',
      'order-cancelled': 'Заказ отменён.',
      'order-removed': 'Магазин удалил заказ.',
      'order-refunded-in-full': 'Заказ возвращён полностью.',
      'order-dispute-lost': 'Платёж был отозван.',
      'order-payment-fell-away': 'Оплата не состоялась.',
      'order-edited': 'Заказ изменён.',
      'order-out': 'За этот заказ баллы больше не начисляются.',
      'order-reassigned': 'Заказ теперь принадлежит другому аккаунту.',
      'order-availability': 'Теперь их можно тратить.',
      'order-earned': 'Теперь их можно тратить.',
      'points-available': 'Теперь их можно тратить.',
      'code-used-late': 'Код использован, когда баллы уже вернулись.',
      undone: 'Вы отменили обмен.',
      expired: 'Код не использован вовремя.',
      debt: 'Награда отозвана из-за возвращённого заказа.',
      'not-made': 'Магазин не смог создать код.',
      'order-returned': 'Заказ с этим кодом возвращён.',
      'order-restored': 'Заказ снова в силе.',
      inactivity: 'В аккаунте долго ничего не происходило.',
      'expiry-date': 'Срок их действия закончился.',
      'given-by-staff': 'Начислено магазином.',
      'taken-by-staff': 'Исправлено магазином.',
      'platform-merge': 'Ваши аккаунты объединены.',
      linked: 'Вы связали свои аккаунты.',
    },
  },
};
