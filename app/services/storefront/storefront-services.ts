import type { Desk } from '../desk.ts';
import { readCartWorth } from './cart-worth.ts';
import { findShopper } from './find-shopper.ts';
import { linkAccounts, makeLinkCode } from './link-accounts.ts';
import { erasePerson, exportPerson } from './personal-data.ts';
import { readActivityPage } from './read-activity.ts';
import { readStatus } from './read-status.ts';
import { readStorefront } from './read-storefront.ts';
import { redeemHere, undoHere } from './redeem-here.ts';
import type { StorefrontServices } from './shopper.ts';

/** Everything that shoppers' pages may ask for, over one desk. */
export function createStorefrontServices(desk: Desk): StorefrontServices {
  return {
    read: (shopper) => readStorefront(desk, shopper),
    readActivity: (shopper, cursor) => readActivityPage(desk, shopper, cursor),
    cartWorth: (shopper, cart) => readCartWorth(desk, shopper, cart),
    redeem: (shopper, wish) => redeemHere(desk, shopper, wish),
    undo: (shopper, redemptionId) => undoHere(desk, shopper, redemptionId),
    makeLinkCode: (shopper) => makeLinkCode(desk, shopper),
    linkAccounts: (shopper, code) => linkAccounts(desk, shopper, code),
    findMember: (address, customerId) => findShopper(desk, address, customerId),
    exportPerson: (asked, email) => exportPerson(desk, asked, email),
    erasePerson: (asked, email) => erasePerson(desk, asked, email),
    readStatus: (address) => readStatus(desk, address),
  };
}
