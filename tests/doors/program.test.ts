import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { USER_AGENT } from '#tests/setup/browser.ts';
import { openServerStage, type ServerStage, SHOP } from './server-stage.ts';

let stage: ServerStage;

beforeAll(async () => {
  stage = await openServerStage();
});
afterAll(() => stage.close());

interface Sent {
  readonly token?: string | null;
  readonly body: string;
}

/** Sends something to a page's action as the browser does. */
function post(place: 'program' | 'start', { token = stage.sim.tokens.sessionToken({ shop: SHOP }), body }: Sent): Promise<Response> {
  const address = new URL(`/app/${place}?_data=${encodeURIComponent(`routes/app.${place}`)}`, stage.server.url);
  const headers = {
    'User-Agent': USER_AGENT,
    'Content-Type': 'application/json',
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
  };
  return fetch(address, { method: 'POST', headers, body, redirect: 'manual' });
}

const editor = () => stage.wiring.services.program.readEditor(stage.address.programId);

describe('what the program pages are sent', () => {
  it.each([
    ['no JSON', 'name=1'],
    ['nothing known', JSON.stringify({ intent: 'delete' })],
    ['a revision that is none', JSON.stringify({ intent: 'discard', revision: -1 })],
    ['a day that is none', JSON.stringify({ intent: 'publish', revision: 1, from: 'tomorrow' })],
    ['too much', JSON.stringify({ intent: 'discard', revision: 1, more: true })],
  ])('is refused when it is %s', async (_, body) => {
    expect((await post('program', { body })).status).toBe(400);
  });

  it('is refused when it is larger than any program', async () => {
    const body = JSON.stringify({ intent: 'save', document: 'x'.repeat(1_100_000), revision: 0, basedOn: 2 });
    expect((await post('program', { body })).status).toBe(413);
  });

  it('is refused from who is nobody', async () => {
    const body = JSON.stringify({ intent: 'pause', paused: true });
    const old = stage.sim.tokens.sessionToken({ shop: SHOP, lifetimeSeconds: -60 });
    for (const token of [old, 'e30.e30.x']) expect((await post('program', { token, body })).status).toBe(401);
    expect((await editor()).state).toBe('live');
  });

  it('is kept, and a second writer is told', async () => {
    const { newest, newestNo } = await editor();
    const body = JSON.stringify({ intent: 'save', document: newest, revision: 0, basedOn: newestNo });
    const first = await post('program', { body });
    expect([first.status, await first.json()]).toMatchObject([200, { outcome: 'saved', draft: { revision: 1, basedOn: newestNo } }]);
    const second = await post('program', { body });
    expect([second.status, await second.json()]).toMatchObject([422, { outcome: 'refused', reason: 'conflict' }]);
  });
});

describe('what the first run is sent', () => {
  const choice = { templateId: 'cafe', newestNo: 2, name: 'Bean Club', locale: 'en', unit: null, backPercent: null, brandColour: null };

  it.each([
    ['a template that is not offered', { ...choice, templateId: 'mug-club' }],
    ['a colour that is none', { ...choice, brandColour: 'red' }],
    ['nothing', {}],
  ])('is refused when it is %s', async (_, body) => {
    expect((await post('start', { body: JSON.stringify(body) })).status).toBe(400);
  });

  it('is told what is missing, then published once', async () => {
    const nameless = await post('start', { body: JSON.stringify({ ...choice, name: '' }) });
    expect([nameless.status, await nameless.json()]).toMatchObject([
      422,
      { outcome: 'refused', reason: 'invalid', problems: [{ path: 'name' }] },
    ]);
    const published = await post('start', { body: JSON.stringify(choice) });
    expect([published.status, await published.json()]).toMatchObject([200, { outcome: 'done', versionNo: 3 }]);
    const again = await post('start', { body: JSON.stringify(choice) });
    expect([again.status, await again.json()]).toMatchObject([422, { outcome: 'refused', reason: 'stale' }]);
  });
});
