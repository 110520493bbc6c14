import type { Handler } from './handler.ts';

/** Fetches the orders of the store that are wanted, and puts them through the letterbox. */
export const fetchOrders: Handler = (services, address) => services.fetchOrders(address);
