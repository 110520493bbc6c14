import type { ImportView } from '#app/contracts/history-import.ts';
import type { ServiceStage, StageShop } from './service-stage.ts';
import type { PlacedOrder } from './stage-books.ts';

const DAY = 86_400_000;

/** Something that happened at the shop so many days ago, when nobody listened. */
export async function longAgo<Value>(stage: ServiceStage, days: number, act: () => Value): Promise<Value> {
  const now = stage.now();
  stage.sim.webhooks.configure({ dropShare: 1 });
  stage.sim.clock.set({ to: now - days * DAY });
  const value = act();
  await stage.deliver();
  stage.sim.clock.set({ to: now });
  stage.sim.webhooks.configure({ dropShare: 0 });
  return value;
}

type OldOrder = Partial<Omit<Parameters<ServiceStage['sim']['desk']['placeOrder']>[0], 'shop' | 'lines'>> & {
  readonly price: string;
  readonly days: number;
};

/** An order of one thing that was placed so many days ago, when nobody listened. */
export async function placeOldOrder(stage: ServiceStage, shop: StageShop, { price, days, ...wish }: OldOrder): Promise<PlacedOrder> {
  const place = () => stage.sim.desk.placeOrder({ shop: shop.shop, lines: [{ title: 'Thing', price }], ...wish });
  return (await longAgo(stage, days, place)).order;
}

/** Imports the last `days` days of a shop to the end. `versionNo`: under another version than the one in force. */
export async function importPast(
  stage: ServiceStage,
  { address }: StageShop,
  { days = 50, versionNo = null }: { readonly days?: number; readonly versionNo?: number | null } = {},
): Promise<ImportView> {
  const wish = { ...address, from: stage.now() - days * DAY, to: null, versionNo, startedBy: 'test' };
  const started = await stage.services.startImport(wish);
  if (!started.ok) throw new Error(started.refusal.message);
  await stage.services.runSchedule('import-history');
  return readImport(stage, { address }, started.value.id);
}

export async function readImport(stage: ServiceStage, { address }: Pick<StageShop, 'address'>, id: string): Promise<ImportView> {
  const view = (await stage.services.listImports(address.programId, address.storeId)).find((one) => one.id === id);
  if (!view) throw new Error('the import is gone');
  return view;
}
