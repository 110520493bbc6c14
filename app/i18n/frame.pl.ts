import type { frameEn } from './frame.en.ts';
import type { TranslationOf } from './message.ts';

export const framePl: TranslationOf<typeof frameEn> = {
  'member.unknown.title': 'Ten klient nie ma jeszcze punktów',
  'member.unknown.text': 'Rung nie zna klienta {id} tego sklepu. Pojawi się tutaj po następnym zamówieniu albo gdy dołączy do programu.',
  'member.unknown.all': 'Pokaż wszystkich członków',
  'table.all': { one: 'Pokaż {count}', few: 'Pokaż wszystkie {count}', many: 'Pokaż wszystkie {count}', other: 'Pokaż wszystkie {count}' },
  'table.fewer': 'Pokaż mniej',
  'deed.failed':
    'Coś poszło nie tak po naszej stronie. To, co wpisano, nadal tu jest; sprawdź, czy zmiana zaszła, i spróbuj ponownie za chwilę.',
  'deed.offline':
    'Rung nie odpowiada. Sprawdź połączenie; to, co wpisano, nadal tu jest. Zanim spróbujesz ponownie, sprawdź, czy zmiana zaszła.',
};
