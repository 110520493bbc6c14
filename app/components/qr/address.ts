import type { QrDesign, QrStore } from '#app/contracts/qr-design.ts';

/** What the widget opens itself by, on whatever page of the store the code leads to. */
const OPENS_WIDGET = '#rung';

/** The store that a design leads to: the chosen one, else the first; null: none is connected. */
export function storeOf(design: Pick<QrDesign, 'storeId'>, stores: readonly QrStore[]): QrStore | null {
  return stores.find(({ storeId }) => storeId === design.storeId) ?? stores[0] ?? null;
}

/** What the code says: a page of the store, told apart in its statistics ("utm_source=qr") from other visits. Short, because every letter makes the modules finer. */
export function codeAddress(store: QrStore, { path, campaign }: Pick<QrDesign, 'path' | 'campaign'>): string {
  const separator = path.includes('?') ? '&' : '?';
  const named = campaign === '' ? '' : `&utm_campaign=${campaign}`;
  return `https://${store.domain}${path}${separator}utm_source=qr${named}${OPENS_WIDGET}`;
}
