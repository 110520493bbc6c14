import type { TranslationOf } from './message.ts';
import type { widgetPreviewEn } from './widget-preview.en.ts';

export const widgetPreviewRu: TranslationOf<typeof widgetPreviewEn> = {
  'widget.preview.title': 'В вашем магазине',
  'widget.preview.frame': 'Предпросмотр виджета наград',
  'widget.preview.screen': 'Экран',
  'widget.preview.screen.phone': 'Телефон',
  'widget.preview.screen.desktop': 'Компьютер',
  'widget.preview.visitor': 'Кто смотрит',
  'widget.preview.visitor.member': 'Участник',
  'widget.preview.visitor.guest': 'Гость',
  'widget.preview.language': 'Язык страницы',
  'widget.preview.open': 'Открыт',
  'widget.preview.dark': 'Тёмная страница',
  'widget.preview.show': 'Показать в настоящем виджете',
  'widget.preview.plain': 'Показать коротко',
  'widget.preview.skip': 'Пропустить предпросмотр',
  'widget.preview.note': 'Это настоящий виджет с вымышленным участником. Ничего из нажатого здесь не сохранится и не спишется.',
  'widget.preview.refusal': 'Это предпросмотр: здесь ничего не происходит.',
};
