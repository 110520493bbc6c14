import type { StorefrontView } from './storefront.ts';

/** What the program editor tells the frame in which the real widget stands (extensions/shared/widget/preview.ts). */
export interface WidgetPreview {
  /** What the widget gets when it asks. */
  readonly view: StorefrontView;
  /** What the cart of a guest would earn. */
  readonly worth: number;
  readonly locale: string;
  readonly dark: boolean;
  /** The panel is open; else only the button is seen. */
  readonly open: boolean;
  /** Said when something is tapped that would change something. */
  readonly refusal: string;
}

/** From the editor to the frame. */
export interface PreviewMessage {
  readonly rung: 'preview';
  readonly preview: WidgetPreview;
}

/** From the frame to the editor: it listens now, or somebody opened or closed the panel there. */
export type PreviewNews = { readonly rung: 'preview-ready' } | { readonly rung: 'preview-panel'; readonly open: boolean };
