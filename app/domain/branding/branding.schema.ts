import { z } from 'zod';
import { asks } from '../field-problem.ts';

const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/i, asks('colour'));

/** How the shopper's pages look; the words stand in `texts`. What is not said is the theme's own. */
export const brandingSchema = z.strictObject({
  /** Everything else is derived from it, with contrast kept; null: the page's own. */
  brandColour: colourSchema.nullable().default(null),
  logoUrl: z
    .string()
    .max(500, asks('address-long'))
    .regex(/^https:\/\/[^\s"'<>]+$/, asks('logo-address'))
    .nullable()
    .default(null),
  /** The button that opens the widget. */
  launcher: z
    .strictObject({
      side: z.enum(['start', 'end']).default('end'),
      /** Distance from the lower edge, in CSS pixels: a cookie banner or a chat button may stand there. */
      offset: z.int().min(0, asks('offset')).max(400, asks('offset')).default(20),
      hidden: z.boolean().default(false),
    })
    .prefault({}),
});
