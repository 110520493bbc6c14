import type { Shopper } from './shopper.ts';

/** What a person's export is headed with, and what is said of an erasure. */
interface PersonalWords {
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly state: string;
  readonly joined: string;
  readonly tier: string;
  readonly points: string;
  readonly available: string;
  readonly pending: string;
  readonly debt: string;
  readonly activity: string;
  readonly rewards: string;
  readonly nobody: string;
  readonly erased: string;
}

export const PERSONAL_WORDS: Readonly<Record<Shopper['language'], PersonalWords>> = {
  en: {
    ...{
      account: 'Loyalty account',
      name: 'Name',
      email: 'E-mail',
      state: 'State',
      joined: 'Joined',
      tier: 'Tier',
      points: 'Loyalty points',
    },
    ...{ available: 'Available', pending: 'Pending', debt: 'Owed', activity: 'Loyalty account history', rewards: 'Rewards' },
    nobody: 'Nobody with this address is in the loyalty program.',
    erased: 'The person was removed from the loyalty program and the points were forfeited. The books stay, without name or address.',
  },
  pl: {
    ...{ account: 'Konto programu lojalnościowego', name: 'Imię i nazwisko', email: 'E-mail', state: 'Stan', joined: 'Data dołączenia' },
    ...{ tier: 'Poziom', points: 'Punkty lojalnościowe', available: 'Dostępne', pending: 'Oczekujące', debt: 'Do odrobienia' },
    ...{ activity: 'Historia konta lojalnościowego', rewards: 'Nagrody' },
    nobody: 'Nikt z tym adresem nie bierze udziału w programie lojalnościowym.',
    erased: 'Osoba została usunięta z programu lojalnościowego, a jej punkty przepadły. Zapisy księgowe pozostają, bez nazwiska i adresu.',
  },
  ru: {
    ...{ account: 'Аккаунт программы лояльности', name: 'Имя', email: 'E-mail', state: 'Состояние', joined: 'Дата вступления' },
    ...{ tier: 'Уровень', points: 'Бонусные баллы', available: 'Доступно', pending: 'Ожидает', debt: 'Задолженность' },
    ...{ activity: 'История бонусного счёта', rewards: 'Награды' },
    nobody: 'Никто с этим адресом не участвует в программе лояльности.',
    erased: 'Человек удалён из программы лояльности, его баллы сгорели. Учётные записи остаются без имени и адреса.',
  },
};
