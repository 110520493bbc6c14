import { z } from 'zod';
import type { PublishedProgram, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { ShopifyClient } from './client.ts';
import { ShopifyRefused } from './graphql-answer.ts';
import { PROGRAM_METAFIELD, PUBLISH_PROGRAM, PUBLISHED_PROGRAM } from './operations.ts';

const MAX_ROUNDS = 4;
/** Shopify takes 128 KB of JSON in a metafield. */
const MAX_BYTES = 120_000;

const published = z.object({
  currentAppInstallation: z.object({
    id: z.string(),
    metafield: z.object({ value: z.string(), compareDigest: z.string() }).nullish(),
  }),
});

/**
 * See CommercePlatform.publishProgram. One JSON metafield of the app's installation, which themes read as `app.metafields.rung.program`; nobody but the app can write it.
 * Written only over an older revision, and only if nobody wrote in between (compare and set).
 */
export async function publishProgram(client: ShopifyClient, store: StoreRef, program: PublishedProgram): Promise<void> {
  for (let round = 1; ; round += 1) {
    const { currentAppInstallation } = await client.run(store.domain, PUBLISHED_PROGRAM, {
      variables: { ...PROGRAM_METAFIELD },
      answer: published,
    });
    const { id: ownerId, metafield } = currentAppInstallation;
    if (metafield != null && revisionOf(metafield.value) >= program.revision) return;
    const input = { ownerId, ...PROGRAM_METAFIELD, type: 'json', value: textOf(program), compareDigest: metafield?.compareDigest ?? null };
    try {
      await client.run(store.domain, PUBLISH_PROGRAM, { variables: { metafields: [input] }, answer: z.object({}) });
      return;
    } catch (error) {
      const isStale =
        error instanceof ShopifyRefused && error.errors.every(({ code }) => code === 'STALE_OBJECT' || code === 'INVALID_COMPARE_DIGEST');
      if (!isStale || round >= MAX_ROUNDS) throw error;
    }
  }
}

/** The keys are read by the theme's blocks and must stay. Languages that do not fit any more are left out, longest first: pages fall back to the program's own. */
function textOf({ revision, program, locales }: PublishedProgram): string {
  const kept = new Map(Object.entries(locales).sort(([, a], [, b]) => JSON.stringify(b).length - JSON.stringify(a).length));
  for (;;) {
    const text = JSON.stringify({ revision, program, locales: Object.fromEntries(kept) });
    const [longest] = kept.keys();
    if (Buffer.byteLength(text) <= MAX_BYTES || longest === undefined) return text;
    kept.delete(longest);
  }
}

function revisionOf(value: string): number {
  try {
    const parsed = z.object({ revision: z.number() }).safeParse(JSON.parse(value));
    return parsed.success ? parsed.data.revision : -1;
  } catch {
    return -1;
  }
}
