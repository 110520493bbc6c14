import { z } from 'zod';
import { localeSchema } from '../values.schema.ts';

/** Everything Rung may tell a shopper; service messages cannot be switched off where a rule depends on them (expiry warnings). */
export const NOTICE_KINDS = [
  'welcome',
  'points-earned',
  'points-available',
  'points-taken',
  'points-restored',
  'points-returned',
  'reward-in-reach',
  'code-ready',
  'code-recalled',
  'late-capture',
  'reward-not-issued',
  'reward-kept',
  'expiry-warning',
  'points-expired',
  'tier-up',
  'tier-provisional',
  'tier-undone',
  'tier-ending',
  'tier-kept',
  'tier-down',
  'entry-reward',
  'birthday',
  'stamp',
  'card-full',
  'friend-joined',
  'referral-paid',
  'membership-failed',
  'adjusted',
  'survey',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const noticesSchema = z.strictObject({
  languages: z.array(localeSchema).min(1).max(40).default(['en']),
  /** Kinds that are not sent; what expiry and tiers depend on is sent all the same. */
  off: z.array(z.enum(NOTICE_KINDS)).max(40).default([]),
  channels: z
    .array(z.enum(['account', 'email', 'sms', 'push', 'partner']))
    .min(1)
    .max(5)
    .default(['account', 'email']),
  /** One e-mail tells of everything within this many minutes. */
  gatherMinutes: z.int().min(0).max(1440).default(15),
});

/** The program's own words, by language, then by key ("tagline", "how-1"); what is missing falls back to English and then to ours. */
export const textsSchema = z.record(localeSchema, z.record(z.string().max(80), z.string().max(2000))).default({});
