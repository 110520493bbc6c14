import { setTimeout as wait } from 'node:timers/promises';
import { sequence } from './sequence.ts';
import type { SecondStore } from './second-store.ts';
import type { Stage } from './stage.ts';

const PEOPLE = [
  ['Ada', 'Nowak', 'ada.nowak@example.com'],
  ['Michał', 'Wiśniewski', 'michal@example.com'],
  ['Katarzyna', 'Wójcik', 'katarzyna@example.com'],
  ['Piotr', 'Kamiński', 'piotr@example.com'],
  ['Agnieszka', 'Zając', 'agnieszka@example.com'],
  ['Tomasz', 'Król', 'tomasz@example.com'],
  ['Magda', 'Wróbel', 'magda@example.com'],
  ['Paweł', 'Dudek', 'pawel@example.com'],
  ['Joanna', 'Mazur', 'joanna@example.com'],
  ['Krzysztof', 'Pawlak', 'krzysztof@example.com'],
  ['Zuzanna', 'Sikora', 'zuzanna@example.com'],
  ['Bartek', 'Baran', 'bartek@example.com'],
] as const;
const ORDERS = 160;
const HALF_YEAR_MS = 182 * 86_400_000;

/** Half a year of orders that the second shop had before it was connected. Nobody was told of them: they come in by an import. */
export async function seedSecondHistory(
  { woo, products }: Pick<SecondStore, 'woo' | 'products'>,
  options: { readonly now: number; readonly onProgress: (done: number, all: number) => void },
): Promise<void> {
  const next = sequence(20_261_124);
  const customers: number[] = [];
  for (const [firstName, lastName, email] of PEOPLE) customers.push((await woo.desk.createCustomer({ firstName, lastName, email })).id);
  const goods = Object.values(products);
  const start = options.now - HALF_YEAR_MS;
  for (let index = 0; index < ORDERS; index += 1) {
    const createdAt = Math.floor(start + ((index + next() * 0.8) / ORDERS) * (HALF_YEAR_MS - 3_600_000));
    const lines = Array.from({ length: 1 + Math.floor(next() * 2) }, () => ({
      productId: goods[Math.floor(next() * goods.length)] ?? 0,
      quantity: 1 + Math.floor(next() * 2),
    }));
    const customerId = customers[Math.floor(next() ** 2 * customers.length)];
    await woo.desk.placeOrder({
      lines,
      createdAt,
      status: next() < 0.05 ? 'cancelled' : 'completed',
      ...(customerId === undefined || next() < 0.15
        ? { email: `gosc.${index}@example.com`, firstName: 'Gość', lastName: '' }
        : { customerId }),
    });
    if (index % 20 === 0) options.onProgress(index, ORDERS);
  }
  options.onProgress(ORDERS, ORDERS);
}

/** Brings those orders in under the sample program, as its merchant would, and waits until they are in the books. Throws when it does not end. */
export async function importSecondHistory(
  stage: Stage,
  options: { readonly from: number; readonly limitMs: number; readonly onProgress: (done: number, all: number | null) => void },
): Promise<{ readonly orders: number; readonly points: number }> {
  const { services } = stage.wiring;
  const { address } = stage.second;
  const started = await services.startImport({ ...address, from: options.from, to: null, versionNo: null, startedBy: 'demo' });
  if (!started.ok) throw new Error(`the past of the second shop could not be imported: ${started.refusal.message}`);
  const until = Date.now() + options.limitMs;
  for (;;) {
    const [view] = await services.listImports(address.programId, address.storeId);
    if (view) options.onProgress(view.done, view.total);
    if (view?.state === 'done') return { orders: view.orders, points: view.points };
    if (Date.now() > until) throw new Error(`the import did not end within ${options.limitMs / 1_000} s: ${JSON.stringify(view)}`);
    await wait(200);
  }
}
