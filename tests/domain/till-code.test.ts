import { describe, expect, it } from 'vitest';
import { hasTill, type TillStore } from '#app/domain/decisions/till-code.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { aPointPerUnit, aProgram } from '#tests/builders.ts';

const SHOP: TillStore = { storeId: 'shop', platform: 'shopify' };
const fiveOff = {
  id: 'five-off',
  name: '5 off',
  value: { kind: 'amount' as const, amounts: { EUR: 500 } },
  cost: { kind: 'points' as const, points: 100 },
};
const program = (parts: Parameters<typeof aProgram>[0] = {}): Program =>
  aProgram({ rewards: [fiveOff], earning: { rules: [aPointPerUnit()] }, ...parts });
const channels = (...list: ('web' | 'pos')[]) => ({ earning: { rules: [{ ...aPointPerUnit(), audience: { channels: list } }] } });

describe('whether a store has a use for till codes', () => {
  it('does on Shopify, where orders in person earn', () => {
    expect(hasTill(program(), SHOP)).toBe(true);
    expect(hasTill(program(channels('web', 'pos')), SHOP)).toBe(true);
    expect(hasTill(program(channels('web')), SHOP)).toBe(false);
  });

  it('does not on WooCommerce, which has no till', () => {
    expect(hasTill(program(), { ...SHOP, platform: 'woocommerce' })).toBe(false);
  });

  it('does not where nothing earns in this store, or nothing could be redeemed', () => {
    const elsewhere = { earning: { rules: [{ ...aPointPerUnit(), audience: { stores: ['another'] } }] } };
    expect(hasTill(program(elsewhere), SHOP)).toBe(false);
    expect(hasTill(program({ earning: { rules: [{ ...aPointPerUnit(), active: false }] } }), SHOP)).toBe(false);
    expect(hasTill(program({ rewards: [] }), SHOP)).toBe(false);
    expect(hasTill(program({ rewards: [{ ...fiveOff, active: false }] }), SHOP)).toBe(false);
  });
});
