import type { Handler } from './handler.ts';

/** Settles one batch of the store's inbox. Rows carry their own tries, so a bad row never makes the turn fail. */
export const drainStore: Handler = (services, address) => services.drainStore(address);
