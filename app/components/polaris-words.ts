import english from '@shopify/polaris/locales/en.json';
import polish from '@shopify/polaris/locales/pl.json';
import type { AppProviderProps } from '@shopify/polaris';
import type { Locale } from '#app/i18n/locale.ts';

type Words = AppProviderProps['i18n'];

/** Polaris speaks no Russian: the words of the components in use, the rest stays English. */
const russian = {
  Polaris: {
    Badge: {
      TONE_LABELS: {
        info: 'Информация',
        success: 'Успешно',
        warning: 'Предупреждение',
        attention: 'Внимание',
        new: 'Новое',
        critical: 'Критично',
        readOnly: 'Только чтение',
        enabled: 'Включено',
      },
      PROGRESS_LABELS: { incomplete: 'Не завершено', partiallyComplete: 'Завершено частично', complete: 'Завершено' },
      progressAndTone: '{toneLabel} {progressLabel}',
    },
    Banner: { dismissButton: 'Скрыть уведомление' },
    Button: { spinnerAccessibilityLabel: 'Загрузка' },
    Common: {
      checkbox: 'флажок',
      undo: 'Отменить',
      cancel: 'Отмена',
      clear: 'Очистить',
      close: 'Закрыть',
      submit: 'Отправить',
      more: 'Ещё',
    },
    Page: { Header: { rollupActionsLabel: 'Показать действия для: {title}', pageReadyAccessibilityLabel: '{title}. Страница готова' } },
    SkeletonPage: { loadingLabel: 'Страница загружается' },
    Spinner: { label: 'Загрузка' },
    TextField: { characterCount: '{count} симв.', characterCountWithMaxLength: '{count} из {limit} симв.' },
  },
};

const WORDS: Readonly<Record<Locale, Words>> = { en: english, pl: [polish, english], ru: [russian, english] };

/** What Polaris' own parts say in a language. */
export function polarisWords(locale: Locale): Words {
  return WORDS[locale];
}
