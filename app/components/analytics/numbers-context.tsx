import { createContext, type ReactNode, useContext } from 'react';
import type { AnalyticsView, AnalyticsWish } from '#app/contracts/analytics.ts';
import type { Grain } from './buckets.ts';

/** What every part of the numbers page looks at. */
export interface Numbers {
  readonly view: AnalyticsView;
  readonly grain: Grain;
  readonly filters: Pick<AnalyticsWish, 'storeId' | 'tierId' | 'channel' | 'campaignId'>;
  /** The filters as they stand in an address: "period=30&store=…". */
  readonly search: string;
}

const NumbersContext = createContext<Numbers | null>(null);

export function NumbersProvider({ numbers, children }: { readonly numbers: Numbers; readonly children: ReactNode }) {
  return <NumbersContext.Provider value={numbers}>{children}</NumbersContext.Provider>;
}

/** The numbers that the part stands in. */
export function useNumbers(): Numbers {
  const numbers = useContext(NumbersContext);
  if (numbers === null) throw new Error('there are no numbers around this part of the page');
  return numbers;
}
