import type { TranslationOf } from './message.ts';
import type { storesEn } from './stores.en.ts';

export const storesPl: TranslationOf<typeof storesEn> = {
  'stores.title': 'Sklepy',
  'stores.text': 'Wszystkie sklepy programu mają wspólnych uczestników i wspólne punkty.',
  'stores.here': 'Ten sklep',
  'stores.plugin': 'Wtyczka {version}',
  'stores.plugin.none': 'Nie znaleziono wtyczki: punkty są liczone, ale klienci jeszcze ich w sklepie nie widzą.',
  'stores.problem.site': 'Ostatnio strona nie odpowiadała. Próbujemy dalej. Odpowiedź: {words}',
  'stores.problem.plugin': 'Nie udało się połączyć wtyczki z aplikacją. Próbujemy co godzinę. Odpowiedź: {words}',
  'stores.problem.keys-in-query':
    'Hosting tej strony odrzuca nagłówek Authorization, więc klucze są przesyłane w adresach, które serwery lubią zapisywać w dziennikach. Poproś hosting o przekazywanie nagłówka i połącz sklep ponownie.',
  'stores.problem.no-rate':
    'Program nie ma kursu lojalnościowego dla {currency}: zamówienia w tej walucie czekają i dadzą punkty, gdy kurs się pojawi.',

  'stores.connect': 'Połącz kolejny sklep',
  'stores.connect.making': 'Tworzenie kodu',
  'stores.code': 'Kod jednorazowy',
  'stores.code.help': 'Dla jednego sklepu, do {until}. Widać go tylko teraz.',
  'stores.code.copy': 'Kopiuj',
  'stores.code.copied': 'Kod skopiowany.',
  'stores.code.select': 'Kod jest zaznaczony: skopiuj go z klawiatury.',
  'stores.code.woocommerce':
    'WooCommerce: zainstaluj wtyczkę Rung Loyalty, otwórz WooCommerce → Rung Loyalty, wpisz kod i naciśnij Połącz.',
  'stores.code.shopify': 'Shopify: zainstaluj Rung w drugim sklepie, otwórz tam Ustawienia i wpisz kod w polu „Dołącz do innego programu”.',
  'stores.code.before': 'Zrób to, zanim klienci drugiego sklepu zdobędą tam pierwsze punkty.',

  'stores.join': 'Dołącz do innego programu',
  'stores.join.text':
    'Z kodem z innego sklepu ten sklep przejdzie do jego programu. Obecny program się zakończy; to możliwe tylko, dopóki nikt nie zdobył w nim punktów.',
  'stores.join.field': 'Kod z drugiego sklepu',
  'stores.join.button': 'Dołącz',
  'stores.join.done': 'Sklep dołączył do programu.',
  'stores.join.refused.empty': 'Wpisz kod.',
  'stores.join.refused.unknown-code':
    'Ten kod niczego nie otwiera: został użyty, ma ponad 24 godziny albo jest w nim literówka. Poproś w drugim sklepie o nowy.',
  'stores.join.refused.frozen': 'Tamten program jest zamrożony: żaden sklep nie może do niego dołączyć.',
  'stores.join.refused.own-points':
    'Klienci zdobyli już punkty w programie tego sklepu. Wyeksportuj go i zaimportuj do drugiego albo pozostań przy własnym.',
  'stores.join.refused.same-program': 'Ten sklep już jest w tym programie.',
  'stores.too-often': 'To było trochę za często. Poczekaj minutę.',

  'stores.disconnect': 'Odłącz',
  'stores.disconnect.named': 'Odłącz {domain}',
  'stores.disconnect.sure': 'Odłączyć {domain}?',
  'stores.disconnect.text':
    'Zamówienia z tego sklepu nie będą już dawać punktów, a klienci przestaną je widzieć. Uczestnicy, punkty i historia zostają, a sklep można połączyć ponownie.',
  'stores.disconnect.yes': 'Odłącz sklep',
  'stores.disconnect.no': 'Zostaw',
  'stores.disconnect.done': 'Sklep {domain} jest odłączony.',
  'stores.disconnect.done-here': 'Ten sklep jest odłączony. Możesz zamknąć stronę.',
  'stores.disconnect.gone': 'Ten sklep nie jest już połączony.',
  'stores.disconnect.failed': 'Nie udało się. Spróbuj ponownie.',
};
