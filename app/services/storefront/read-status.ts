import type { PluginStatus } from '#app/contracts/plugin.ts';
import { invariant } from '#app/domain/result.ts';
import { readStore } from '#app/store/programs.ts';
import { readSiteProblem } from '#app/store/plugin-links.ts';
import type { Desk } from '../desk.ts';
import type { StoreAddress } from '../services.ts';
import { storeUrl } from './open-page.ts';

/** How the connection of a site stands, for its owner. */
export async function readStatus(desk: Desk, address: StoreAddress): Promise<PluginStatus> {
  const [rulebook, store, problem, now] = await Promise.all([
    desk.library.open(address.programId),
    readStore(desk.database, address),
    readSiteProblem(desk.database.pool, address),
    desk.database.now(),
  ]);
  invariant(store, 'whoever asks has a connected store');
  const live = rulebook.liveAt(now);
  const program = live && (await rulebook.program(live.no));
  return {
    connected: true,
    programName: program?.name ?? rulebook.record.name,
    paused: rulebook.record.state !== 'live',
    store: { name: store.name, url: storeUrl(store), currency: store.currency },
    problem,
  };
}
