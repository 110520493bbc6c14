import { z } from 'zod';

const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/i, 'Write a colour like #1a2b3c.');

/** How the shopper's pages look; the words stand in `texts`. What is not said is the theme's own. */
export const brandingSchema = z.strictObject({
  /** Everything else is derived from it, with contrast kept; null: the page's own. */
  brandColour: colourSchema.nullable().default(null),
  logoUrl: z
    .string()
    .max(500, 'An address has 500 letters at most.')
    .regex(/^https:\/\/[^\s"'<>]+$/, 'The logo is shown on pages that are served by https: write its address from https:// on.')
    .nullable()
    .default(null),
  /** The button that opens the widget. */
  launcher: z
    .strictObject({
      side: z.enum(['start', 'end']).default('end'),
      /** Distance from the lower edge, in CSS pixels: a cookie banner or a chat button may stand there. */
      offset: z.int().min(0, 'The offset cannot be negative.').max(400, 'Higher than 400 pixels it would not be found.').default(20),
      hidden: z.boolean().default(false),
    })
    .prefault({}),
});
