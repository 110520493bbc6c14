import { languagesOf, storefrontProgram } from '#app/domain/program/storefront-program.ts';
import type { PublishedProgram } from '#app/platforms/commerce-platform.ts';
import { type Errand, addErrands } from '#app/store/outbox.ts';
import type { StoreRecord } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import type { ErrandHandler } from './errand.ts';
import type { Rulebook } from './program-library.ts';
import type { StoreAddress } from './services.ts';

/** In these every page of ours speaks, whatever words the program has. */
const SPOKEN = ['en', 'pl', 'ru'];

/** Tells a store what everybody may know of the program; one errand per store, whatever happened meanwhile. */
export function publishStorefrontErrand(storeId: string): Errand {
  return { storeId, kind: 'publish-storefront', key: `publish-storefront:${storeId}`, payload: {} };
}

/** Writes the program where the stores' pages read it without asking: after publishing, pausing, going on and connecting. The newest state is read when it runs. */
export const publishStorefront: ErrandHandler = async ({ desk, platform, ref }) => {
  // The clock is read before the program: what is published later never names an older state as newer.
  const revision = await desk.database.now();
  const rulebook = await desk.library.open(ref.programId);
  const published = await publishedProgram(rulebook, revision);
  if (published) await platform.publishProgram(ref, published);
  return new Map();
};

/**
 * The errands that tell a program's connected stores what it has become. A version that comes into force later has an errand of its own for that moment; nothing
 * is told before.
 */
export function storefrontErrands(
  stores: readonly Pick<StoreRecord, 'storeId' | 'state'>[],
  version: { readonly no: number; readonly inSeconds: number } | null = null,
): Errand[] {
  const connected = stores.filter(({ state }) => state === 'connected');
  if (version === null || version.inSeconds <= 0) return connected.map(({ storeId }) => publishStorefrontErrand(storeId));
  return connected.map(({ storeId }) => ({
    ...publishStorefrontErrand(storeId),
    key: `publish-storefront:${storeId}:${version.no}`,
    // A second later: then it is surely in force.
    delaySeconds: version.inSeconds + 1,
  }));
}

/** Tells one store that has just been connected. */
export async function tellStore(desk: Desk, { programId, storeId }: StoreAddress): Promise<void> {
  await addErrands(desk.database.pool, programId, [publishStorefrontErrand(storeId)]);
  desk.wake('relay-store', { programId, storeId });
}

async function publishedProgram(rulebook: Rulebook, revision: number): Promise<PublishedProgram | null> {
  const live = rulebook.liveAt(revision);
  if (!live) return null;
  const program = await rulebook.program(live.no);
  const paused = rulebook.record.state !== 'live';
  const inLanguage = (locale: string) => storefrontProgram(program, { locale, paused });
  const others = languagesOf(program, SPOKEN).filter((locale) => locale !== program.locale);
  return {
    revision,
    program: inLanguage(program.locale),
    locales: Object.fromEntries(others.map((locale) => [locale, inLanguage(locale)])),
  };
}
