import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstDesign } from '#app/components/qr/first-design.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';

let stage: ServiceStage;
let [shop, other] = [] as unknown as [StageShop, StageShop];

beforeAll(async () => {
  stage = await openServiceStage();
  shop = await stage.openShop({});
  other = await stage.openShop({});
});
afterAll(() => stage.close());

test('the page of the QR code knows the stores and how the program speaks, before a design is saved', async () => {
  const desk = await stage.services.readQrDesk(shop.address.programId);
  expect(desk.design).toBeNull();
  expect(desk.stores).toMatchObject([{ storeId: shop.address.storeId, platform: 'shopify' }]);
  expect(desk.program.many).not.toBe('');
  expect(desk.stores[0]?.domain).toMatch(/\.myshopify\.com$/);
});

test('a design is kept, replaced, and noted without its picture; another program has none of it', async () => {
  const { programId } = shop.address;
  const design = { ...firstDesign(await stage.services.readQrDesk(programId)), logo: 'data:image/png;base64,AAAA', sentence: 'Scan me' };
  await stage.services.saveQrDesign({ programId, staffId: 'shopify:1', design });
  expect((await stage.services.readQrDesk(programId)).design).toEqual(design);
  await stage.services.saveQrDesign({ programId, staffId: 'shopify:2', design: { ...design, logo: null, style: 'gradient' } });
  expect((await stage.services.readQrDesk(programId)).design).toEqual({ ...design, logo: null, style: 'gradient' });
  expect((await stage.services.readQrDesk(other.address.programId)).design).toBeNull();
  const { rows } = await stage.database.pool.query<{ actor_id: string; details: Record<string, unknown> }>(
    `SELECT actor_id, details FROM audit_entry WHERE program_id = $1 AND action = 'qr-design-saved' ORDER BY id`,
    [programId],
  );
  expect(rows.map(({ actor_id, details }) => [actor_id, details['hasLogo'], details['style'], 'logo' in details])).toEqual([
    ['shopify:1', true, 'rounded', false],
    ['shopify:2', false, 'gradient', false],
  ]);
});

test('a design of a shape that is not known any more is as none', async () => {
  const { programId } = other.address;
  await stage.database.pool.query(
    `INSERT INTO qr_design (program_id, document, updated_by) VALUES ($1, '{"style": "dotted"}', 'shopify:1')`,
    [programId],
  );
  expect((await stage.services.readQrDesk(programId)).design).toBeNull();
});
