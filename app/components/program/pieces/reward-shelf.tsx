import { createContext, type ReactNode, useContext } from 'react';
import type { StoreAbilityView } from '#app/contracts/issuing.ts';

const Shelf = createContext<readonly StoreAbilityView[]>([]);

/** Gives the forms below it the stores of the program, and what each of them can hand out. */
export function RewardShelf({ stores, children }: { readonly stores: readonly StoreAbilityView[]; readonly children: ReactNode }) {
  return <Shelf.Provider value={stores}>{children}</Shelf.Provider>;
}

export function useShelf(): readonly StoreAbilityView[] {
  return useContext(Shelf);
}

/** What a store says of a kind; null: every store can give it. */
export function abilityOf(kind: string, store: StoreAbilityView): StoreAbilityView['giftCards'] | null {
  if (kind === 'gift-card') return store.giftCards;
  return kind === 'store-credit' ? store.storeCredit : null;
}
