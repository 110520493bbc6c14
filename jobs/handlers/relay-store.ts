import type { Handler } from './handler.ts';

/** Does one batch of the store's outbox errands. */
export const relayStore: Handler = (services, address) => services.relayErrands(address);
