import { z } from 'zod';

const revision = z.int().min(0);

/** What the program pages send. */
export const programCommandSchema = z.discriminatedUnion('intent', [
  z.strictObject({ intent: z.literal('save'), document: z.unknown(), revision, basedOn: z.int().min(1) }),
  z.strictObject({ intent: z.literal('discard'), revision }),
  z.strictObject({ intent: z.literal('rebase'), revision }),
  z.strictObject({ intent: z.literal('publish'), revision, from: z.iso.date().nullable() }),
  z.strictObject({ intent: z.literal('roll-back'), versionNo: z.int().min(1), newestNo: z.int().min(1) }),
  z.strictObject({ intent: z.literal('pause'), paused: z.boolean() }),
]);

export type ProgramCommand = z.infer<typeof programCommandSchema>;
