import { type ShopperLocale, shopperLocaleOf } from './locale.ts';

/** Every reason for which a shopper can be refused something. */
export type ShopperRefusal =
  | 'program-paused'
  | 'not-in-this-store'
  | 'join-first'
  | 'not-joined'
  | 'unknown-member'
  | 'blocked'
  | 'left'
  | 'no-longer-a-member'
  | 'unknown-reward'
  | 'not-offered'
  | 'not-now'
  | 'not-for-you'
  | 'only-given'
  | 'just-linked'
  | 'cannot-issue'
  | 'not-known-here'
  | 'not-issued'
  | 'code-shown'
  | 'no-codes'
  | 'till-code'
  | 'choose-amount'
  | 'open-debt'
  | 'not-enough-points'
  | 'too-many-open'
  | 'limit-reached'
  | 'all-gone'
  | 'out-of-stock'
  | 'day-limit'
  | 'no-value-here'
  | 'not-by-code'
  | 'already-used'
  | 'unknown-redemption'
  | 'undo-used-up'
  | 'order-placed'
  | 'already-undone'
  | 'already-returning'
  | 'being-checked'
  | 'too-late'
  | 'unknown-link-code'
  | 'same-store'
  | 'already-linked'
  | 'no-till'
  | 'cannot-link';

/**
 * Why something was refused, for shoppers who do not read English: by the reason of the rules. The rules' own sentence is English and says more ("12 more beans
 * and it is yours"); here pages have the numbers beside it.
 */
const WORDS: Readonly<Record<Exclude<ShopperLocale, 'en'>, Readonly<Record<ShopperRefusal, string>>>> = {
  pl: {
    'program-paused': 'Program ma przerwę. Twoje punkty są bezpieczne.',
    'not-in-this-store': 'W tym sklepie nie można odbierać nagród.',
    'join-first': 'Zaloguj się i najpierw dołącz. Twoje punkty czekają.',
    'not-joined': 'Najpierw dołącz do programu; wystarczy jedno kliknięcie.',
    'unknown-member': 'Zaloguj się i najpierw dołącz.',
    blocked: 'To konto nie może korzystać z programu. Zapytaj w sklepie.',
    left: 'To konto nie bierze już udziału w programie. Zapytaj w sklepie o powrót.',
    'no-longer-a-member': 'Nie bierzesz już udziału w programie. Dołącz ponownie, aby odbierać nagrody.',
    'unknown-reward': 'Tej nagrody już nie ma w ofercie.',
    'not-offered': 'Tej nagrody już nie ma w ofercie.',
    'not-now': 'Tej nagrody nie można teraz odebrać.',
    'not-for-you': 'Ta nagroda jest dla innych uczestników, na przykład z wyższego poziomu.',
    'only-given': 'Ta nagroda jest prezentem sklepu; nie można jej kupić za punkty.',
    'just-linked': 'Konto połączono przed chwilą. Tę nagrodę można odebrać nieco później.',
    'cannot-issue': 'Ta nagroda nie jest dostępna w tym sklepie.',
    'not-known-here': 'Najpierw zaloguj się na swoje konto w tym sklepie.',
    'code-shown': 'Ten kod jest już odsłonięty, więc zostaje u Ciebie na dobre.',
    'choose-amount': 'Wybierz liczbę punktów spośród podanych.',
    'open-debt': 'Punkty za zwrócone zamówienie trzeba najpierw odrobić. Następne zakupy to wyrównają.',
    'not-enough-points': 'Na tę nagrodę jest jeszcze za mało punktów.',
    'too-many-open': 'Masz już kilka niewykorzystanych kodów. Użyj jednego albo go cofnij, zanim odbierzesz następny.',
    'limit-reached': 'Na razie nie można odebrać tej nagrody więcej razy.',
    'all-gone': 'Wszystkie te nagrody zostały już odebrane.',
    'out-of-stock': 'Ta nagroda jest chwilowo niedostępna.',
    'day-limit': 'Dzienny limit takich nagród jest wykorzystany. Spróbuj jutro.',
    'no-value-here': 'Ta nagroda nie ma jeszcze wartości w walucie tego sklepu. Zapytaj w sklepie.',
    'not-by-code': 'Tę nagrodę wydaje sklep. Zapytaj na miejscu.',
    'already-used': 'To już zostało wykorzystane.',
    'unknown-redemption': 'Na tym koncie nie ma takiego kodu.',
    'undo-used-up': 'Na dziś limit cofnięć jest wykorzystany. Jutro będzie można znowu; punkty są bezpieczne.',
    'order-placed': 'Z tym kodem złożono zamówienie. Punkty wrócą, jeśli zostanie anulowane.',
    'already-undone': 'Punkty już wróciły.',
    'already-returning': 'Punkty są w drodze powrotnej. To potrwa minutę.',
    'being-checked': 'Sprawdzamy, czy nagroda została wydana. Spróbuj za kilka minut.',
    'too-late': 'Tej nagrody nie można już cofnąć.',
    'unknown-link-code': 'Ten kod nie działa. Może ma ponad 15 minut albo był już użyty: weź nowy w drugim sklepie.',
    'same-store': 'Ten kod pochodzi z tego samego sklepu. Zaloguj się w drugim sklepie i wpisz go tam.',
    'already-linked': 'Te konta są już połączone.',
    'no-till': 'Ten sklep nie ma kasy, przy której można pokazać kod.',
    'not-issued': 'Tej nagrody nie udało się wydać. Punkty wróciły.',
    'no-codes': 'Kody tej nagrody się skończyły. Wkrótce będą następne.',
    'till-code': 'Ten kod jest błędny albo minęło jego pięć minut. Pokaż nowy.',
    'cannot-link': 'Tych kont nie można połączyć. Zapytaj w sklepie.',
  },
  ru: {
    'program-paused': 'Программа на паузе. Ваши баллы в сохранности.',
    'not-in-this-store': 'В этом магазине нельзя получать награды.',
    'join-first': 'Войдите и сначала вступите. Ваши баллы ждут вас.',
    'not-joined': 'Сначала вступите в программу — это один клик.',
    'unknown-member': 'Войдите и сначала вступите.',
    blocked: 'Этот аккаунт не может участвовать в программе. Обратитесь в магазин.',
    left: 'Этот аккаунт вышел из программы. Обратитесь в магазин, чтобы вернуться.',
    'no-longer-a-member': 'Вы больше не участвуете в программе. Вступите снова, чтобы получать награды.',
    'unknown-reward': 'Этой награды больше нет.',
    'not-offered': 'Этой награды больше нет.',
    'not-now': 'Эту награду сейчас нельзя получить.',
    'not-for-you': 'Эта награда для других участников, например более высокого уровня.',
    'only-given': 'Эта награда — подарок магазина; за баллы её не купить.',
    'just-linked': 'Аккаунт связан совсем недавно. Эту награду можно будет получить немного позже.',
    'cannot-issue': 'Эта награда недоступна в этом магазине.',
    'not-known-here': 'Сначала войдите в свой аккаунт этого магазина.',
    'code-shown': 'Вы уже видели этот код, поэтому он остаётся вашим.',
    'choose-amount': 'Выберите число баллов из предложенных.',
    'open-debt': 'Сначала нужно вернуть баллы за возвращённый заказ. Следующие покупки это покроют.',
    'not-enough-points': 'На эту награду пока не хватает баллов.',
    'too-many-open': 'У вас уже есть неиспользованные коды. Используйте или отмените один, прежде чем получить новый.',
    'limit-reached': 'Пока эту награду больше получить нельзя.',
    'all-gone': 'Все эти награды уже разобраны.',
    'out-of-stock': 'Этой награды сейчас нет в наличии.',
    'day-limit': 'Дневной предел таких наград исчерпан. Попробуйте завтра.',
    'no-value-here': 'У этой награды пока нет стоимости в валюте магазина. Обратитесь в магазин.',
    'not-by-code': 'Эту награду выдаёт магазин. Спросите там.',
    'already-used': 'Это уже использовано.',
    'unknown-redemption': 'В этом аккаунте нет такого кода.',
    'undo-used-up': 'На сегодня отмены закончились. Завтра снова можно; баллы в сохранности.',
    'order-placed': 'С этим кодом оформлен заказ. Баллы вернутся, если его отменят.',
    'already-undone': 'Баллы уже вернулись.',
    'already-returning': 'Баллы возвращаются. Это займёт минуту.',
    'being-checked': 'Мы проверяем, была ли выдана награда. Попробуйте через несколько минут.',
    'too-late': 'Эту награду уже нельзя отменить.',
    'unknown-link-code': 'Этот код не работает. Возможно, ему больше 15 минут или он уже использован: возьмите новый в другом магазине.',
    'same-store': 'Этот код из этого же магазина. Войдите в другом магазине и введите его там.',
    'already-linked': 'Эти аккаунты уже связаны.',
    'no-till': 'В этом магазине нет кассы, где можно показать код.',
    'not-issued': 'Эту награду не удалось выдать. Баллы вернулись.',
    'no-codes': 'Коды этой награды закончились. Скоро появятся новые.',
    'till-code': 'Код неверный, или его пять минут прошли. Покажите новый.',
    'cannot-link': 'Эти аккаунты нельзя связать. Обратитесь в магазин.',
  },
  de: {
    'program-paused': 'Das Programm macht Pause. Deine Punkte sind sicher.',
    'not-in-this-store': 'In diesem Shop lassen sich keine Prämien einlösen.',
    'join-first': 'Melde dich an und tritt zuerst bei. Deine Punkte warten auf dich.',
    'not-joined': 'Tritt zuerst dem Programm bei; ein Klick genügt.',
    'unknown-member': 'Bitte melde dich an und tritt zuerst bei.',
    blocked: 'Dieses Konto kann am Programm nicht teilnehmen. Frage bitte den Shop.',
    left: 'Dieses Konto hat das Programm verlassen. Frage den Shop, wenn du zurückkommen möchtest.',
    'no-longer-a-member': 'Du bist nicht mehr dabei. Tritt wieder bei, um Prämien einzulösen.',
    'unknown-reward': 'Diese Prämie gibt es nicht mehr.',
    'not-offered': 'Diese Prämie gibt es nicht mehr.',
    'not-now': 'Diese Prämie lässt sich gerade nicht einlösen.',
    'not-for-you': 'Diese Prämie ist für andere Mitglieder, zum Beispiel einer höheren Stufe.',
    'only-given': 'Diese Prämie ist ein Geschenk des Shops; für Punkte gibt es sie nicht.',
    'just-linked': 'Dein Konto wurde gerade erst verbunden. Diese Prämie gibt es etwas später.',
    'cannot-issue': 'Der Shop kann diese Prämie gerade nicht ausgeben. Deine Punkte sind sicher.',
    'not-known-here': 'Melde dich in diesem Shop an: Diese Prämie kommt direkt auf dein Konto.',
    'not-issued': 'Diese Prämie konnte nicht ausgegeben werden. Deine Punkte sind zurück.',
    'code-shown': 'Der Code wurde schon gezeigt, deshalb ist die Prämie nicht rückgängig zu machen.',
    'no-codes': 'Die Codes dieser Prämie sind gerade aus. Bald gibt es neue.',
    'till-code': 'Der Code stimmt nicht, oder seine fünf Minuten sind um. Zeige einen neuen.',
    'choose-amount': 'Wähle eine der angebotenen Punktzahlen.',
    'open-debt': 'Für eine zurückgegebene Bestellung sind noch Punkte offen. Deine nächsten Einkäufe gleichen das aus.',
    'not-enough-points': 'Für diese Prämie reichen die Punkte noch nicht.',
    'too-many-open': 'Du hast schon einige unbenutzte Codes. Nutze erst einen oder mache ihn rückgängig.',
    'limit-reached': 'Öfter gibt es diese Prämie vorerst nicht.',
    'all-gone': 'Diese Prämien sind alle vergeben.',
    'out-of-stock': 'Diese Prämie ist gerade nicht vorrätig.',
    'day-limit': 'Für heute ist die Grenze solcher Prämien erreicht. Versuche es morgen wieder.',
    'no-value-here': 'Diese Prämie hat in der Währung dieses Shops noch keinen Wert. Frage bitte den Shop.',
    'not-by-code': 'Diese Prämie gibt der Shop aus. Frage bitte dort.',
    'already-used': 'Das wurde schon benutzt.',
    'unknown-redemption': 'Diesen Code gibt es in diesem Konto nicht.',
    'undo-used-up': 'Heute lässt sich nichts mehr rückgängig machen. Morgen geht es wieder; deine Punkte sind sicher.',
    'order-placed': 'Mit diesem Code wurde bestellt. Die Punkte kommen zurück, wenn die Bestellung storniert wird.',
    'already-undone': 'Deine Punkte sind schon zurück.',
    'already-returning': 'Deine Punkte sind auf dem Rückweg. Das dauert eine Minute.',
    'being-checked': 'Wir prüfen, ob die Prämie ausgegeben wurde. Versuche es in ein paar Minuten wieder.',
    'too-late': 'Diese Prämie ist nicht mehr rückgängig zu machen.',
    'unknown-link-code':
      'Dieser Code gilt nicht. Vielleicht ist er älter als 15 Minuten oder schon benutzt: Hole dir im anderen Shop einen neuen.',
    'same-store': 'Dieser Code ist von diesem Shop. Melde dich im anderen Shop an und gib ihn dort ein.',
    'already-linked': 'Diese Konten sind schon verbunden.',
    'no-till': 'Dieser Shop hat keine Kasse, an der man einen Code zeigen kann.',
    'cannot-link': 'Diese Konten lassen sich nicht verbinden. Frage bitte den Shop.',
  },
  fr: {
    'program-paused': 'Le programme fait une pause. Vos points sont à l’abri.',
    'not-in-this-store': 'Les récompenses ne sont pas disponibles dans cette boutique.',
    'join-first': 'Connectez-vous et inscrivez-vous d’abord. Vos points vous attendent.',
    'not-joined': 'Inscrivez-vous d’abord au programme ; un clic suffit.',
    'unknown-member': 'Connectez-vous et inscrivez-vous d’abord.',
    blocked: 'Ce compte ne peut pas participer au programme. Adressez-vous à la boutique.',
    left: 'Ce compte a quitté le programme. Adressez-vous à la boutique pour revenir.',
    'no-longer-a-member': 'Vous n’êtes plus membre. Inscrivez-vous à nouveau pour profiter des récompenses.',
    'unknown-reward': 'Cette récompense n’est plus proposée.',
    'not-offered': 'Cette récompense n’est plus proposée.',
    'not-now': 'Cette récompense n’est pas disponible en ce moment.',
    'not-for-you': 'Cette récompense est pour d’autres membres, par exemple d’un niveau supérieur.',
    'only-given': 'Cette récompense est un cadeau de la boutique ; elle ne s’échange pas contre des points.',
    'just-linked': 'Votre compte vient d’être relié. Cette récompense sera disponible un peu plus tard.',
    'cannot-issue': 'La boutique ne peut pas remettre cette récompense pour le moment. Vos points sont à l’abri.',
    'not-known-here': 'Connectez-vous dans cette boutique : cette récompense arrive directement sur votre compte.',
    'not-issued': 'Cette récompense n’a pas pu être remise. Vos points sont revenus.',
    'code-shown': 'Le code a déjà été affiché, la récompense ne peut donc pas être annulée.',
    'no-codes': 'Les codes de cette récompense sont épuisés. D’autres arrivent bientôt.',
    'till-code': 'Le code est incorrect, ou ses cinq minutes sont passées. Affichez-en un nouveau.',
    'choose-amount': 'Choisissez l’un des nombres de points proposés.',
    'open-debt': 'Des points restent dus pour une commande retournée. Vos prochains achats les compenseront.',
    'not-enough-points': 'Vous n’avez pas encore assez de points pour cette récompense.',
    'too-many-open': 'Vous avez déjà plusieurs codes inutilisés. Utilisez-en ou annulez-en un avant d’en prendre un autre.',
    'limit-reached': 'Vous avez eu cette récompense autant de fois que possible pour le moment.',
    'all-gone': 'Toutes ces récompenses ont été prises.',
    'out-of-stock': 'Cette récompense est en rupture de stock.',
    'day-limit': 'La limite du jour pour ces récompenses est atteinte. Réessayez demain.',
    'no-value-here': 'Cette récompense n’a pas encore de valeur dans la devise de la boutique. Adressez-vous à la boutique.',
    'not-by-code': 'Cette récompense est remise par la boutique. Demandez sur place.',
    'already-used': 'Cela a déjà été utilisé.',
    'unknown-redemption': 'Ce code n’existe pas dans ce compte.',
    'undo-used-up': 'C’est assez d’annulations pour aujourd’hui. Demain, ce sera de nouveau possible ; vos points sont à l’abri.',
    'order-placed': 'Une commande a été passée avec ce code. Les points reviendront si elle est annulée.',
    'already-undone': 'Vos points sont déjà revenus.',
    'already-returning': 'Vos points sont sur le chemin du retour. Cela prend une minute.',
    'being-checked': 'Nous vérifions si la récompense a été remise. Réessayez dans quelques minutes.',
    'too-late': 'Cette récompense ne peut plus être annulée.',
    'unknown-link-code':
      'Ce code ne fonctionne pas. Il a peut-être plus de 15 minutes ou a déjà servi : prenez-en un nouveau dans l’autre boutique.',
    'same-store': 'Ce code vient de cette même boutique. Connectez-vous dans l’autre et saisissez-le là-bas.',
    'already-linked': 'Ces comptes sont déjà reliés.',
    'no-till': 'Cette boutique n’a pas de caisse où montrer un code.',
    'cannot-link': 'Ces comptes ne peuvent pas être reliés. Adressez-vous à la boutique.',
  },
  es: {
    'program-paused': 'El programa está en pausa. Tus puntos están a salvo.',
    'not-in-this-store': 'En esta tienda no se pueden canjear recompensas.',
    'join-first': 'Entra y únete primero. Tus puntos te esperan.',
    'not-joined': 'Únete primero al programa; basta un clic.',
    'unknown-member': 'Entra y únete primero.',
    blocked: 'Esta cuenta no puede participar en el programa. Pregunta en la tienda.',
    left: 'Esta cuenta dejó el programa. Pregunta en la tienda para volver.',
    'no-longer-a-member': 'Ya no participas. Únete otra vez para canjear recompensas.',
    'unknown-reward': 'Esta recompensa ya no se ofrece.',
    'not-offered': 'Esta recompensa ya no se ofrece.',
    'not-now': 'Esta recompensa no se puede canjear ahora.',
    'not-for-you': 'Esta recompensa es para otros miembros, por ejemplo de un nivel superior.',
    'only-given': 'Esta recompensa es un regalo de la tienda; no se canjea con puntos.',
    'just-linked': 'Tu cuenta se acaba de vincular. Esta recompensa estará disponible un poco más tarde.',
    'cannot-issue': 'La tienda no puede entregar esta recompensa ahora. Tus puntos están a salvo.',
    'not-known-here': 'Entra en esta tienda: esta recompensa llega directamente a tu cuenta.',
    'not-issued': 'Esta recompensa no se pudo entregar. Tus puntos han vuelto.',
    'code-shown': 'El código ya se mostró, así que la recompensa no se puede deshacer.',
    'no-codes': 'Los códigos de esta recompensa se han agotado. Pronto habrá más.',
    'till-code': 'El código no es correcto o han pasado sus cinco minutos. Muestra uno nuevo.',
    'choose-amount': 'Elige una de las cantidades de puntos propuestas.',
    'open-debt': 'Aún se deben puntos por un pedido devuelto. Tus próximas compras los compensarán.',
    'not-enough-points': 'Aún no tienes suficientes puntos para esta recompensa.',
    'too-many-open': 'Ya tienes varios códigos sin usar. Usa o deshaz uno antes de canjear otro.',
    'limit-reached': 'Por ahora no puedes canjear esta recompensa más veces.',
    'all-gone': 'Todas estas recompensas ya se han entregado.',
    'out-of-stock': 'Esta recompensa está agotada por ahora.',
    'day-limit': 'Se alcanzó el límite diario de estas recompensas. Inténtalo mañana.',
    'no-value-here': 'Esta recompensa aún no tiene valor en la moneda de la tienda. Pregunta en la tienda.',
    'not-by-code': 'Esta recompensa la entrega la tienda. Pregunta allí.',
    'already-used': 'Esto ya se ha usado.',
    'unknown-redemption': 'Ese código no está en esta cuenta.',
    'undo-used-up': 'Ya has deshecho lo posible por hoy. Mañana podrás otra vez; tus puntos están a salvo.',
    'order-placed': 'Se hizo un pedido con este código. Los puntos vuelven si se cancela.',
    'already-undone': 'Tus puntos ya han vuelto.',
    'already-returning': 'Tus puntos están volviendo. Tardará un minuto.',
    'being-checked': 'Estamos comprobando si la recompensa se entregó. Inténtalo en unos minutos.',
    'too-late': 'Esta recompensa ya no se puede deshacer.',
    'unknown-link-code': 'Este código no funciona. Quizá tenga más de 15 minutos o ya se usó: pide uno nuevo en la otra tienda.',
    'same-store': 'Este código es de esta misma tienda. Entra en la otra y escríbelo allí.',
    'already-linked': 'Estas cuentas ya están vinculadas.',
    'no-till': 'Esta tienda no tiene caja donde mostrar un código.',
    'cannot-link': 'Estas cuentas no se pueden vincular. Pregunta en la tienda.',
  },
};

/** The reason in the language of a tag ("de-AT"); null where the rules' own English sentence is to be shown. */
export function refusalWords(reason: string, tag: string): string | null {
  const locale = shopperLocaleOf(tag);
  const known = reason.replaceAll('_', '-');
  return locale === 'en' || !Object.hasOwn(WORDS[locale], known) ? null : WORDS[locale][known as ShopperRefusal];
}
