import type { TranslationOf } from './message.ts';
import type { storesEn } from './stores.en.ts';

export const storesRu: TranslationOf<typeof storesEn> = {
  'stores.title': 'Магазины',
  'stores.text': 'У всех магазинов программы общие участники и общие баллы.',
  'stores.here': 'Этот магазин',
  'stores.plugin': 'Плагин {version}',
  'stores.plugin.none': 'Плагин не найден: баллы считаются, но покупатели их в магазине пока не видят.',
  'stores.problem.site': 'В прошлый раз сайт не ответил. Мы пробуем дальше. Ответ: {words}',
  'stores.problem.plugin': 'Не удалось связать плагин с приложением. Пробуем каждый час. Ответ: {words}',
  'stores.problem.keys-in-query':
    'Хостинг этого сайта отбрасывает заголовок Authorization, поэтому ключи передаются в адресах, а их серверы любят писать в журналы. Попросите хостинг пропускать заголовок и подключите магазин заново.',
  'stores.problem.no-rate':
    'В программе нет курса лояльности для {currency}: заказы в этой валюте ждут и принесут баллы, как только курс появится.',

  'stores.connect': 'Подключить ещё магазин',
  'stores.connect.making': 'Создаём код',
  'stores.code': 'Одноразовый код',
  'stores.code.help': 'Для одного магазина, до {until}. Виден только сейчас.',
  'stores.code.copy': 'Копировать',
  'stores.code.copied': 'Код скопирован.',
  'stores.code.select': 'Код выделен: скопируйте его с клавиатуры.',
  'stores.code.woocommerce':
    'WooCommerce: установите плагин Rung Loyalty, откройте WooCommerce → Rung Loyalty, введите код и нажмите «Подключить».',
  'stores.code.shopify':
    'Shopify: установите Rung во втором магазине, откройте там настройки и введите код в поле «Войти в другую программу».',
  'stores.code.before': 'Сделайте это до того, как покупатели второго магазина заработают там первые баллы.',

  'stores.join': 'Войти в другую программу',
  'stores.join.text':
    'С кодом из другого магазина этот магазин перейдёт в его программу. Нынешняя программа закончится; это возможно, только пока в ней никто не заработал баллов.',
  'stores.join.field': 'Код из другого магазина',
  'stores.join.button': 'Войти',
  'stores.join.done': 'Магазин вошёл в программу.',
  'stores.join.refused.empty': 'Введите код.',
  'stores.join.refused.unknown-code':
    'Этот код ничего не открывает: он уже использован, старше 24 часов или в нём опечатка. Попросите в другом магазине новый.',
  'stores.join.refused.frozen': 'Та программа заморожена: ни один магазин не может в неё войти.',
  'stores.join.refused.own-points':
    'Покупатели уже заработали баллы в программе этого магазина. Выгрузите её и загрузите в другую или оставайтесь со своей.',
  'stores.join.refused.same-program': 'Этот магазин уже в этой программе.',
  'stores.too-often': 'Это было слишком часто. Подождите минуту.',

  'stores.disconnect': 'Отключить',
  'stores.disconnect.named': 'Отключить {domain}',
  'stores.disconnect.sure': 'Отключить {domain}?',
  'stores.disconnect.text':
    'Его заказы больше не принесут баллов, а покупатели перестанут их видеть. Участники, баллы и история останутся, и магазин можно подключить снова.',
  'stores.disconnect.yes': 'Отключить магазин',
  'stores.disconnect.no': 'Оставить',
  'stores.disconnect.done': 'Магазин {domain} отключён.',
  'stores.disconnect.done-here': 'Этот магазин отключён. Страницу можно закрыть.',
  'stores.disconnect.gone': 'Этот магазин уже не подключён.',
  'stores.disconnect.failed': 'Не получилось. Попробуйте ещё раз.',
};
