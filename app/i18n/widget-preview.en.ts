/** The preview of the widget in the program editor, in English. */
export const widgetPreviewEn = {
  'widget.preview.title': 'In your shop',
  'widget.preview.frame': 'Preview of the rewards widget',
  'widget.preview.screen': 'Screen',
  'widget.preview.screen.phone': 'Phone',
  'widget.preview.screen.desktop': 'Computer',
  'widget.preview.visitor': 'Seen by',
  'widget.preview.visitor.member': 'A member',
  'widget.preview.visitor.guest': 'A guest',
  'widget.preview.language': 'Language of the page',
  'widget.preview.open': 'Opened',
  'widget.preview.dark': 'Dark page',
  'widget.preview.show': 'Show it in the real widget',
  'widget.preview.plain': 'Show the short version',
  'widget.preview.skip': 'Skip the preview',
  'widget.preview.note': 'This is the real widget with a made-up member. Nothing you tap in it is saved or redeemed.',
  'widget.preview.refusal': 'This is a preview: nothing happens here.',
} as const;
