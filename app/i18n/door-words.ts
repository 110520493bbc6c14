import type { Locale } from './locale.ts';

/** What the doors say before anybody is signed in. */
export interface DoorWords {
  readonly waiting: string;
  readonly waitingFailed: string;
  readonly strangerTitle: string;
  readonly strangerText: string;
  readonly clockTitle: string;
  readonly clockText: string;
  readonly connectTitle: string;
  /** With the site's host, as it will stand in the browser's address bar. */
  readonly connectGoing: (host: string) => string;
  readonly connectWarning: string;
  readonly connectJoin: (program: string) => string;
  readonly connectGo: string;
}

const WORDS: Readonly<Record<Locale, DoorWords>> = {
  en: {
    waiting: 'One moment…',
    waitingFailed: 'Your sign-in has ended. Reload the page in your WordPress admin.',
    strangerTitle: 'This page could not be opened',
    strangerText: 'Open Rung from the admin of your shop. If you came from there, connect the shop again in the settings of the plugin.',
    clockTitle: 'A clock is wrong',
    clockText:
      'The clock of your site’s server differs from ours by more than some seconds. Ask your host to set it by a time server (NTP), then reload.',
    connectTitle: 'Connect your shop to Rung?',
    connectGoing: (host) =>
      `You go on to ${host}. There you log in and allow Rung to read orders and customers and to make coupons and webhooks.`,
    connectWarning: 'Go on only if this is your shop and you wanted to connect it.',
    connectJoin: (program) => `The shop joins the program “${program}”: members and points are shared with its other stores.`,
    connectGo: 'Go on',
  },
  pl: {
    waiting: 'Chwileczkę…',
    waitingFailed: 'Logowanie wygasło. Odśwież stronę w panelu WordPressa.',
    strangerTitle: 'Nie można otworzyć tej strony',
    strangerText: 'Otwórz Rung z panelu swojego sklepu. Jeśli właśnie stamtąd przychodzisz, połącz sklep ponownie w ustawieniach wtyczki.',
    clockTitle: 'Zegar się nie zgadza',
    clockText:
      'Zegar serwera Twojej strony różni się od naszego o więcej niż kilka sekund. Poproś hosting o ustawienie go według serwera czasu (NTP) i odśwież stronę.',
    connectTitle: 'Połączyć sklep z Rung?',
    connectGoing: (host) =>
      `Przejdziesz na stronę ${host}. Tam zalogujesz się i pozwolisz Rung odczytywać zamówienia i klientów oraz tworzyć kupony i webhooki.`,
    connectWarning: 'Przejdź dalej tylko wtedy, gdy to Twój sklep i chcesz go połączyć.',
    connectJoin: (program) => `Sklep dołączy do programu „${program}”: klienci i punkty będą wspólne z jego pozostałymi sklepami.`,
    connectGo: 'Dalej',
  },
  ru: {
    waiting: 'Одну минуту…',
    waitingFailed: 'Вход устарел. Обновите страницу в админке WordPress.',
    strangerTitle: 'Эту страницу не удалось открыть',
    strangerText: 'Откройте Rung из админки своего магазина. Если вы пришли оттуда, подключите магазин заново в настройках плагина.',
    clockTitle: 'Часы идут неверно',
    clockText:
      'Часы сервера вашего сайта расходятся с нашими больше чем на несколько секунд. Попросите хостинг выставить их по серверу времени (NTP) и обновите страницу.',
    connectTitle: 'Подключить магазин к Rung?',
    connectGoing: (host) =>
      `Вы перейдёте на сайт ${host}. Там вы войдёте и разрешите Rung читать заказы и клиентов, создавать купоны и вебхуки.`,
    connectWarning: 'Продолжайте, только если это ваш магазин и вы хотите его подключить.',
    connectJoin: (program) => `Магазин войдёт в программу «${program}»: участники и баллы будут общими с другими её магазинами.`,
    connectGo: 'Продолжить',
  },
};

export function doorWords(locale: Locale): DoorWords {
  return WORDS[locale];
}
