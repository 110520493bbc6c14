import type { Services, StoreAddress, Turn } from '#app/services/services.ts';

/** What the conveyor asks of the desk. */
export type ConveyorServices = Pick<Services, 'drainStore' | 'relayErrands' | 'fetchOrders' | 'runSchedule'>;

/** Takes one turn for a store. It may run twice, late, or never finish: what it does is idempotent in the database. */
export type Handler = (services: ConveyorServices, address: StoreAddress) => Promise<Turn>;
