import type { frameEn } from './frame.en.ts';
import type { TranslationOf } from './message.ts';

export const frameRu: TranslationOf<typeof frameEn> = {
  'member.unknown.title': 'У этого клиента пока нет баллов',
  'member.unknown.text': 'Rung не знает клиента {id} этого магазина. Он появится здесь после следующего заказа или когда присоединится.',
  'member.unknown.all': 'Показать всех участников',
  'table.all': { one: 'Показать все {count}', few: 'Показать все {count}', many: 'Показать все {count}', other: 'Показать все {count}' },
  'table.fewer': 'Показать меньше',
  'deed.failed':
    'Что-то сломалось на нашей стороне. То, что вы ввели, осталось на месте; проверьте, не выполнилось ли действие, и попробуйте чуть позже.',
  'deed.offline':
    'Rung не отвечает. Проверьте подключение; то, что вы ввели, осталось на месте. Прежде чем повторить, проверьте, не выполнилось ли действие.',
};
