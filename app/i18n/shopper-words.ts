import type { Locale } from './locale.ts';

/** What a shopper is told when the door itself says no. Refusals of the rules bring their own words. */
const en = {
  out_of_date: 'This page is out of date. Reload it and try again.',
  sign_in: 'Sign in to your account to use your points.',
  other_site: 'This can only be done on the store’s own pages.',
  no_program: 'There is no rewards program in this store at the moment.',
  not_joined: 'Join the program first; it takes one click.',
  nothing_here: 'There is nothing here.',
  wrong_way: 'This can not be done in this way.',
  not_understood: 'We could not read that. Reload the page and try again.',
  too_many: 'That was a lot at once. Wait a moment and try again.',
} as const;

export type ShopperWord = keyof typeof en;

const pl: Readonly<Record<ShopperWord, string>> = {
  out_of_date: 'Ta strona jest nieaktualna. Odśwież ją i spróbuj ponownie.',
  sign_in: 'Zaloguj się na swoje konto, aby używać punktów.',
  other_site: 'Można to zrobić tylko na stronach sklepu.',
  no_program: 'W tym sklepie nie ma teraz programu lojalnościowego.',
  not_joined: 'Najpierw dołącz do programu; wystarczy jedno kliknięcie.',
  nothing_here: 'Tu nic nie ma.',
  wrong_way: 'Nie da się tego zrobić w ten sposób.',
  not_understood: 'Nie udało się tego odczytać. Odśwież stronę i spróbuj ponownie.',
  too_many: 'To było dużo naraz. Odczekaj chwilę i spróbuj ponownie.',
};

const ru: Readonly<Record<ShopperWord, string>> = {
  out_of_date: 'Страница устарела. Обновите её и попробуйте ещё раз.',
  sign_in: 'Войдите в свой аккаунт, чтобы использовать баллы.',
  other_site: 'Это можно сделать только на страницах магазина.',
  no_program: 'Сейчас в этом магазине нет бонусной программы.',
  not_joined: 'Сначала вступите в программу — это один клик.',
  nothing_here: 'Здесь ничего нет.',
  wrong_way: 'Так это сделать нельзя.',
  not_understood: 'Не удалось это прочитать. Обновите страницу и попробуйте ещё раз.',
  too_many: 'Слишком много сразу. Подождите немного и попробуйте ещё раз.',
};

const WORDS: Readonly<Record<Locale, Readonly<Record<ShopperWord, string>>>> = { en, pl, ru };

export function shopperWord(word: ShopperWord, locale: Locale): string {
  return WORDS[locale][word];
}
