import { randomUUID } from 'node:crypto';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodesAnswer, PictureAnswer } from '#app/contracts/rewards.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import { aPointPerUnit, aProgram } from '#tests/builders.ts';
import { USER_AGENT } from '#tests/setup/browser.ts';
import { openServerStage, type ServerStage, SHOP } from './server-stage.ts';

let stage: ServerStage;

beforeAll(async () => {
  stage = await openServerStage({ program: false });
  const document = aProgram({
    earning: { rules: [aPointPerUnit()] },
    rewards: [
      {
        id: 'luna',
        name: 'Cinema',
        cost: { kind: 'points', points: 100 },
        value: { kind: 'voucher', partner: 'Luna', worth: { EUR: 1400 } },
      },
    ],
  });
  const published = await publishProgram(stage.wiring.desk, {
    ...{ programId: stage.address.programId, basedOn: 1, document, effectiveAt: null, publishedBy: 'test' },
  });
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
});
afterAll(() => stage.close());

const PNG = encode({ width: 8, height: 8, data: new Uint8Array(256).fill(90), channels: 4, depth: 8 });

/** Sends bytes as the pages do, with the token of a merchant. */
function send(place: string, body: Uint8Array | string, token: string | null = stage.sim.tokens.sessionToken({ shop: SHOP })) {
  const headers = { 'User-Agent': USER_AGENT, ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
  return fetch(`${stage.server.url}${place}`, { method: 'POST', headers, body: Buffer.from(body), redirect: 'manual' });
}

describe('pictures', () => {
  test('are taken from merchants, and given to everybody for good', async () => {
    const kept = (await (await send('/app/pictures', PNG)).json()) as PictureAnswer;
    if (kept.outcome !== 'kept') throw new Error(kept.reason);
    const served = await fetch(`${stage.server.url}${kept.path}`);
    expect(served.status).toBe(200);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(served.headers.get('set-cookie')).toBeNull();
    const etag = served.headers.get('etag') ?? '';
    expect((await fetch(`${stage.server.url}${kept.path}`, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    expect((await fetch(`${stage.server.url}${kept.path}`, { method: 'HEAD' })).headers.get('content-type')).toBe('image/png');
  });

  test('are refused when they are none, too heavy, empty, or come from nobody', async () => {
    const refusal = async (body: Uint8Array | string) => {
      const answer = await send('/app/pictures', body);
      return [answer.status, ((await answer.json()) as { readonly reason: string }).reason];
    };
    expect(await refusal('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')).toEqual([422, 'not-a-picture']);
    expect(await refusal('')).toEqual([422, 'empty']);
    expect(await refusal(PNG.subarray(0, 60))).toEqual([422, 'broken']);
    expect(await refusal(new Uint8Array(1_048_577))).toEqual([413, 'too-large']);
    for (const token of [null, 'e30.e30.x']) expect((await send('/app/pictures', PNG, token)).status).not.toBe(200);
  });

  test('have no other names, and none in another program', async () => {
    const kept = (await (await send('/app/pictures', PNG)).json()) as PictureAnswer;
    const path = kept.outcome === 'kept' ? kept.path : '';
    const hash = path.split('/').at(-1) ?? '';
    for (const place of [`/pictures/${randomUUID()}/${hash}`, `${path}.html`, path.replace('.png', '.svg'), '/pictures/x/y.png'])
      expect((await fetch(`${stage.server.url}${place}`)).status).toBe(404);
  });
});

describe('codes of a list', () => {
  const place = (query: string, reward = 'luna') => `/app/rewards/${reward}/codes?${query}`;
  const answerOf = async (response: Response) => [response.status, (await response.json()) as CodesAnswer] as const;

  test('are read without being kept, kept all or none, and once', async () => {
    const text = 'A-1\nA-2\nA-2\n';
    expect(await answerOf(await send(place('deed=preview'), text))).toMatchObject([200, { outcome: 'preview', preview: { good: 2 } }]);
    const upload = randomUUID();
    const all = place(`deed=upload&upload=${upload}&good=0&file=a.csv`);
    expect(await answerOf(await send(all, text))).toMatchObject([422, { outcome: 'refused', reason: 'bad-lines', refused: { total: 1 } }]);
    const good = place(`deed=upload&upload=${randomUUID()}&good=1&file=${encodeURIComponent('żółw & co.csv')}`);
    expect(await answerOf(await send(good, text))).toMatchObject([200, { outcome: 'added', uploaded: { added: 2 } }]);
    expect(await answerOf(await send(good, text))).toMatchObject([200, { outcome: 'added', uploaded: { added: 2 } }]);
    const pool = await stage.wiring.services.issuing.readPool(stage.address.programId, 'luna');
    expect(pool).toMatchObject({ free: 2, uploads: [{ fileName: 'żółw & co.csv', state: 'done' }, {}] });
  });

  test('may come as UTF-16, as spreadsheets save it', async () => {
    const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('code\r\nŁÓDŹ-1\r\nŁÓDŹ-2\r\n', 'utf16le')]);
    expect(await answerOf(await send(place('deed=preview'), text))).toMatchObject([200, { preview: { good: 2, refused: { total: 0 } } }]);
  });

  test('belong to a reward that there is, and to a merchant', async () => {
    expect(await answerOf(await send(place('deed=preview', 'nothing'), 'A'))).toMatchObject([422, { reason: 'unknown-reward' }]);
    expect((await send(place('deed=else'), 'A')).status).toBe(400);
    expect((await send(place('deed=upload&upload=1'), 'A')).status).toBe(400);
    expect((await send(place('deed=preview'), 'A', null)).status).not.toBe(200);
  });
});
