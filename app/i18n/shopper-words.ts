import { type ShopperLocale, shopperLocaleOf } from './locale.ts';

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
  no_right: 'Your role does not allow this. Ask an owner of the program.',
  too_many: 'That was a lot at once. Wait a moment and try again.',
} as const;

export type ShopperWord = keyof typeof en;

const pl: Readonly<Record<ShopperWord, string>> = {
  out_of_date: 'Ta strona jest nieaktualna. Odśwież ją i spróbuj ponownie.',
  sign_in: 'Zaloguj się na swoje konto, aby używać punktów.',
  other_site: 'Można to zrobić tylko na stronach sklepu.',
  no_program: 'W tym sklepie nie ma teraz programu nagród.',
  not_joined: 'Najpierw dołącz do programu; wystarczy jedno kliknięcie.',
  nothing_here: 'Tu nic nie ma.',
  wrong_way: 'Nie da się tego zrobić w ten sposób.',
  not_understood: 'Nie udało się tego odczytać. Odśwież stronę i spróbuj ponownie.',
  no_right: 'Twoja rola na to nie pozwala. Zapytaj właściciela programu.',
  too_many: 'To było dużo naraz. Odczekaj chwilę i spróbuj ponownie.',
};

const ru: Readonly<Record<ShopperWord, string>> = {
  out_of_date: 'Страница устарела. Обновите её и попробуйте ещё раз.',
  sign_in: 'Войдите в свой аккаунт, чтобы использовать баллы.',
  other_site: 'Это можно сделать только на страницах магазина.',
  no_program: 'Сейчас в этом магазине нет программы наград.',
  not_joined: 'Сначала вступите в программу — это один клик.',
  nothing_here: 'Здесь ничего нет.',
  wrong_way: 'Так это сделать нельзя.',
  not_understood: 'Не удалось это прочитать. Обновите страницу и попробуйте ещё раз.',
  no_right: 'Ваша роль этого не позволяет. Обратитесь к владельцу программы.',
  too_many: 'Слишком много сразу. Подождите немного и попробуйте ещё раз.',
};

const de: Readonly<Record<ShopperWord, string>> = {
  out_of_date: 'Diese Seite ist veraltet. Lade sie neu und versuche es noch einmal.',
  sign_in: 'Melde dich in deinem Konto an, um deine Punkte zu nutzen.',
  other_site: 'Das geht nur auf den eigenen Seiten des Shops.',
  no_program: 'In diesem Shop gibt es zurzeit kein Prämienprogramm.',
  not_joined: 'Tritt zuerst dem Programm bei; ein Klick genügt.',
  nothing_here: 'Hier ist nichts.',
  wrong_way: 'So lässt sich das nicht machen.',
  not_understood: 'Das konnten wir nicht lesen. Lade die Seite neu und versuche es noch einmal.',
  no_right: 'Deine Rolle erlaubt das nicht. Frage einen Inhaber des Programms.',
  too_many: 'Das war viel auf einmal. Warte einen Moment und versuche es wieder.',
};

const fr: Readonly<Record<ShopperWord, string>> = {
  out_of_date: 'Cette page n’est plus à jour. Rechargez-la et réessayez.',
  sign_in: 'Connectez-vous à votre compte pour utiliser vos points.',
  other_site: 'Cela n’est possible que sur les pages de la boutique.',
  no_program: 'Il n’y a pas de programme de fidélité dans cette boutique pour le moment.',
  not_joined: 'Inscrivez-vous d’abord au programme ; un clic suffit.',
  nothing_here: 'Il n’y a rien ici.',
  wrong_way: 'Cela ne peut pas se faire ainsi.',
  not_understood: 'Nous n’avons pas pu lire cela. Rechargez la page et réessayez.',
  no_right: 'Votre rôle ne le permet pas. Demandez à un propriétaire du programme.',
  too_many: 'C’était beaucoup à la fois. Attendez un instant et réessayez.',
};

const es: Readonly<Record<ShopperWord, string>> = {
  out_of_date: 'Esta página no está al día. Recárgala e inténtalo de nuevo.',
  sign_in: 'Entra en tu cuenta para usar tus puntos.',
  other_site: 'Esto solo se puede hacer en las páginas de la tienda.',
  no_program: 'Ahora mismo no hay programa de recompensas en esta tienda.',
  not_joined: 'Únete primero al programa; basta un clic.',
  nothing_here: 'Aquí no hay nada.',
  wrong_way: 'Esto no se puede hacer así.',
  not_understood: 'No pudimos leerlo. Recarga la página e inténtalo de nuevo.',
  no_right: 'Tu rol no lo permite. Pregunta a un propietario del programa.',
  too_many: 'Demasiado a la vez. Espera un momento y vuelve a intentarlo.',
};

const WORDS: Readonly<Record<ShopperLocale, Readonly<Record<ShopperWord, string>>>> = { en, pl, ru, de, fr, es };

/** The word in the language of a tag ("de-AT"), English where we have no words in it. */
export function shopperWord(word: ShopperWord, tag: string): string {
  return WORDS[shopperLocaleOf(tag)][word];
}
