import { z } from 'zod';

const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/i, 'Write a colour like #1a2b3c.');

/** A small PNG as a data address: the browser makes it from whatever picture was chosen, so that nothing is fetched from elsewhere. */
export const LOGO_PREFIX = 'data:image/png;base64,';
/** Letters of the data address; a logo of 360 pixels has about a third of that. */
const LOGO_LETTERS = 400_000;

export const QR_STYLES = ['solid', 'rounded', 'outline', 'gradient'] as const;
export const LOGO_SIZES = ['small', 'medium', 'large'] as const;
export const PAPERS = ['a4', 'letter'] as const;

/** How the printed QR code looks and where it leads. */
export const qrDesignSchema = z.strictObject({
  style: z.enum(QR_STYLES),
  /** The modules; of a gradient its beginning. */
  ink: colourSchema,
  /** The end of a gradient. */
  inkTo: colourSchema,
  /** What the modules stand on, the quiet zone included. */
  ground: colourSchema,
  /** Around the code on paper. */
  frame: colourSchema,
  logo: z
    .string()
    .max(LOGO_LETTERS)
    .regex(/^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/)
    .nullable(),
  logoSize: z.enum(LOGO_SIZES),
  sentence: z.string().trim().min(1).max(90),
  /** Null: the store that the program has longest. */
  storeId: z.uuid().nullable(),
  /** A page of the store. */
  path: z
    .string()
    .max(120)
    .regex(/^\/[^\s#"<>\\]*$/),
  /** What the store's statistics call visits from this code; empty: no name of its own. */
  campaign: z
    .string()
    .max(40)
    .regex(/^[a-z0-9-]*$/),
  paper: z.enum(PAPERS),
});
export type QrDesign = z.infer<typeof qrDesignSchema>;

/** A store that a code can lead to. */
export interface QrStore {
  readonly storeId: string;
  readonly platform: 'shopify' | 'woocommerce';
  readonly domain: string;
}

/** What the page of the QR code has to know. */
export interface QrDesk {
  /** Null: none was saved so far. */
  readonly design: QrDesign | null;
  readonly stores: readonly QrStore[];
  readonly program: {
    readonly name: string;
    readonly locale: string;
    readonly currency: string;
    readonly brandColour: string | null;
    readonly logoUrl: string | null;
    /** What three and a hundred points are called in the program's language. */
    readonly few: string;
    readonly many: string;
  };
}

/** What the page's action answers. */
export type QrAnswer = { readonly outcome: 'saved' } | { readonly outcome: 'refused'; readonly fields: readonly string[] };

/** The files that are made of a design. */
export const QR_FILES = ['qr-code.svg', 'qr-code.png', 'poster.pdf', 'table-tent.pdf', 'sticker.pdf'] as const;
export type QrFile = (typeof QR_FILES)[number];

/** Why a file could not be made: the typeface lacks signs of the sentence or the name, or the logo is no picture. */
export type QrFileRefusal = { readonly reason: 'signs'; readonly signs: readonly string[] } | { readonly reason: 'logo' };
