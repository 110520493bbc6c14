import { z } from 'zod';

/** What the page of the first run sends: which template, and how it was made the shop's own. */
export const firstProgramSchema = z.strictObject({
  templateId: z.string().min(1).max(64),
  newestNo: z.int().min(1),
  name: z.string().max(120),
  locale: z.string().min(2).max(20),
  /** Null: as the template calls them. */
  unit: z.record(z.string().max(8), z.string().max(60)).nullable(),
  backPercent: z.number().min(0.5).max(50).nullable(),
  brandColour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable(),
});

export type FirstProgram = z.infer<typeof firstProgramSchema>;
