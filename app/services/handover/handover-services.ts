import type { Desk } from '../desk.ts';
import { changeStock } from './change-stock.ts';
import { handOver, takeBack } from './hand-over.ts';
import type { HandoverServices } from './handover-desk.ts';
import { findTicket, readHandover } from './read-handover.ts';

/** The counter of the admin, over one desk. */
export function createHandoverServices(desk: Desk): HandoverServices {
  return {
    read: (programId, asked) => readHandover(desk, programId, asked),
    find: (programId, code) => findTicket(desk, programId, code),
    handOver: (input) => handOver(desk, input),
    takeBack: (input) => takeBack(desk, input),
    changeStock: (input) => changeStock(desk, input),
  };
}
