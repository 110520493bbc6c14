import { randomUUID } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanPicture } from '#app/domain/pictures/clean-picture.ts';
import { openServiceStage, type ServiceStage } from '#tests/services/service-stage.ts';
import { addCustomer, expectCleanBooks, givePoints, memberOf } from '#tests/services/stage-books.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');

function chunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([latin(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function png(more: readonly Buffer[] = []): Buffer {
  const head = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
  const pixels = deflateSync(Buffer.alloc(2 * 7));
  return Buffer.concat([
    latin('\u0089PNG\r\n\u001a\n'),
    chunk('IHDR', head),
    ...more,
    chunk('IDAT', pixels),
    chunk('IEND', new Uint8Array()),
  ]);
}

const JPEG = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 8]),
  latin('secret'),
  Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 2, 0, 2, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0, 1, 2, 0xff, 0, 3, 0xff, 0xd9]),
  latin('<script>tail'),
]);
const LOSSLESS = Buffer.from([0x2f, 1, 0x40, 0, 0, 1, 2, 3]);
const WEBP = Buffer.concat([latin('RIFF'), Buffer.from([20, 0, 0, 0]), latin('WEBPVP8L'), Buffer.from([8, 0, 0, 0]), LOSSLESS]);

describe('pictures', () => {
  test('half a million broken bytes neither throw nor grow, and what is clean stays as it is', () => {
    const seeds = [png(), png([chunk('tEXt', latin('secret'))]), JPEG, WEBP];
    expect(seeds.map((seed) => cleanPicture(seed).ok)).toEqual([true, true, true, true]);
    let state = 7;
    const next = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = Uint8Array.from(seeds[round % seeds.length] ?? png());
      for (let edit = 0; edit <= next(4); edit += 1) bytes[next(bytes.length)] = next(3) === 0 ? 0xff : next(256);
      const cleaned = cleanPicture(bytes.subarray(0, 1 + next(bytes.length + 40)));
      if (!cleaned.ok) continue;
      expect(cleaned.value.bytes.length).toBeLessThanOrEqual(bytes.length + 32);
      expect(cleanPicture(cleaned.value.bytes)).toEqual(cleaned);
    }
  });

  test('carry nothing beside their pixels', () => {
    for (const picture of [png([chunk('tEXt', latin('secret')), chunk('eXIf', latin('secret'))]), JPEG]) {
      const cleaned = cleanPicture(Buffer.concat([picture, latin('<script>secret')]));
      expect(cleaned.ok && latin('').toString() + Buffer.from(cleaned.value.bytes).toString('latin1')).not.toMatch(/secret|script/);
    }
  });

  test('of a hundred thousand empty pieces are read at once', () => {
    const many = png(Array.from({ length: 80_000 }, () => chunk('tEXt', new Uint8Array())));
    const frames = Buffer.concat([Buffer.from([0xff, 0xd8]), ...Array.from({ length: 200_000 }, () => Buffer.from([0xff, 0xda, 0, 2]))]);
    const started = performance.now();
    cleanPicture(many);
    cleanPicture(frames);
    cleanPicture(Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(1_000_000, 0xff)]));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('an adjustment under a number that was used', () => {
  let stage: ServiceStage;
  beforeAll(async () => {
    stage = await openServiceStage();
  });
  afterAll(() => stage.close());

  test('is a repeat only where it asks for the same', async () => {
    const at = await stage.openShop({});
    const { customerId } = await addCustomer(stage, at, { join: true });
    await stage.settleDown();
    await givePoints(stage, at, customerId, 1_000);
    const memberId = await memberOf(stage, at.address, customerId);
    const adjustmentId = randomUUID();
    const take = (points: number, staffId = 'command-line') =>
      stage.services.adjustPoints({
        ...{
          programId: at.address.programId,
          memberId,
          points,
          reason: 'goodwill',
          note: null,
          actorId: staffId,
          isOwner: true,
          adjustmentId,
        },
      });
    expect(await take(-100)).toMatchObject({ ok: true });
    expect(await take(-100)).toMatchObject({ ok: true });
    for (const other of [-500, -99, 100, 1_000_000]) expect(await take(other)).toMatchObject({ refusal: { reason: 'already-used' } });
    // More than there is: stops at 0, and a repeat of the same wish is a repeat.
    const rest = randomUUID();
    const takeAll = () =>
      stage.services.adjustPoints({
        ...{
          programId: at.address.programId,
          memberId,
          points: -5_000,
          reason: 'x',
          note: null,
          actorId: 'command-line',
          isOwner: true,
          adjustmentId: rest,
        },
      });
    expect(await takeAll()).toEqual(await takeAll());
    await expectCleanBooks(stage);
  });
});
