import type { TranslationOf } from './message.ts';
import type { widgetPreviewEn } from './widget-preview.en.ts';

export const widgetPreviewPl: TranslationOf<typeof widgetPreviewEn> = {
  'widget.preview.title': 'W Twoim sklepie',
  'widget.preview.frame': 'Podgląd widżetu nagród',
  'widget.preview.screen': 'Ekran',
  'widget.preview.screen.phone': 'Telefon',
  'widget.preview.screen.desktop': 'Komputer',
  'widget.preview.visitor': 'Kto patrzy',
  'widget.preview.visitor.member': 'Uczestnik',
  'widget.preview.visitor.guest': 'Gość',
  'widget.preview.language': 'Język strony',
  'widget.preview.open': 'Otwarty',
  'widget.preview.dark': 'Ciemna strona',
  'widget.preview.show': 'Pokaż w prawdziwym widżecie',
  'widget.preview.plain': 'Pokaż w skrócie',
  'widget.preview.skip': 'Pomiń podgląd',
  'widget.preview.note': 'To prawdziwy widżet ze zmyślonym uczestnikiem. Nic, co w nim klikniesz, nie zostanie zapisane ani odebrane.',
  'widget.preview.refusal': 'To podgląd: tutaj nic się nie dzieje.',
};
