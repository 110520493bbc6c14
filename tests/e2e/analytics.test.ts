import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDays, localDate } from '#app/domain/instant.ts';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { sumEverything } from '#tests/setup/sums.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 2600 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  expect(admin.complaints).toEqual([]);
});

const RECENT = { from: localDate(addDays(Date.now(), -20), 'UTC'), to: localDate(Date.now(), 'UTC') };
const NO_FILTERS = { storeId: null, tierId: null, channel: null, campaignId: null };

/** Sums are made every few minutes; here, now. */
function rollUp(): Promise<void> {
  return sumEverything(stage.wiring.database.pool, () => stage.wiring.services.runSchedule('roll-up'));
}

/** Two members who buy for 60.00 each time, and a guest who buys for 40.00 once. */
async function trade(): Promise<void> {
  const { desk } = stage.sim;
  const sets = (quantity: number) => [{ title: 'Pour-over set', price: '20.00', quantity }];
  const customer = (firstName: string) =>
    String(desk.createCustomer({ shop: SHOP, firstName, lastName: 'Novak', email: `${firstName.toLowerCase()}@example.com` }).id);
  const members = [customer('Anna'), customer('Piotr')];
  for (const customerId of members) await stage.wiring.services.join({ address: stage.address, customerId, via: 'test' });
  for (const customerId of [...members, ...members]) desk.placeOrder({ shop: SHOP, customerId, lines: sets(3) });
  desk.placeOrder({ shop: SHOP, customerId: customer('Olga'), lines: sets(2) });
  await stage.settle();
}

async function onPhone(place: string, name: string, look: (phone: AdminApp) => Promise<void> = () => Promise.resolve()): Promise<void> {
  const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 360, height: 3200 });
  try {
    await phone.open(place);
    await look(phone);
    expect(await phone.overflow(), place).toBeLessThanOrEqual(0);
    expect(await phone.barriers(), place).toEqual([]);
    expect(phone.complaints).toEqual([]);
    await phone.picture(name);
  } finally {
    await phone.close();
  }
}

describe('the numbers page', () => {
  it('says what to do before there are any numbers', async () => {
    await admin.open('/app/analytics');
    await admin.app.getByText('Numbers come with the first orders').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('analytics-empty');
  });

  it('finds what the orders say, and names what that does not prove', async () => {
    await trade();
    await rollUp();
    await admin.open('/app/analytics');
    const { app } = admin;
    await app.getByRole('heading', { name: 'Members spend 50% more per order than others' }).waitFor();
    await app.getByRole('heading', { name: 'Members bring 86% of the sales' }).waitFor();
    await app.getByRole('heading', { name: 'Members order 100% more often than others' }).waitFor();
    expect(await app.getByText('A comparison, not a proof').count()).toBeGreaterThan(0);
    const spend = app.getByRole('table', { name: 'Average order' });
    expect(await spend.getByRole('row', { name: /Members/ }).innerText()).toContain('€60.00');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('analytics');
    await onPhone('/app/analytics', 'analytics-phone');
  });

  it('keeps its filters in the address, and compares the same weekdays', async () => {
    const { app } = admin;
    await app.getByLabel('Channel').selectOption({ label: 'In the shop' });
    await app.getByText('Nothing happened in this time with these filters.', { exact: false }).waitFor({ state: 'detached' });
    await app.getByRole('heading', { name: 'Sales to members and to others' }).waitFor();
    await app.getByLabel('Channel').selectOption({ label: 'All' });
    await app.getByRole('heading', { name: 'Members bring 86% of the sales' }).waitFor();
    await app.getByLabel('Period').selectOption({ label: 'Last 7 days' });
    const today = Date.now();
    const day = (ago: number) =>
      new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Berlin' }).format(
        today - ago * 86_400_000,
      );
    await app.getByText(`${day(6)} to ${day(0)}, compared with the same weekdays before: ${day(13)} to ${day(7)}.`).waitFor();
    const from = localDate(addDays(today, -3), 'Europe/Berlin');
    await admin.open(`/app/analytics?period=own&from=${from}&to=${localDate(today, 'Europe/Berlin')}&tier=none`);
    expect(await app.getByLabel('From', { exact: true }).inputValue()).toBe(from);
    expect(await app.getByLabel('Tier', { exact: true }).inputValue()).toBe('none');
  });

  it('gives every table as a file, and all of them as one', async () => {
    const { app, page } = admin;
    await admin.open('/app/analytics');
    const fileOf = async (name: string | RegExp) => {
      const download = page.waitForEvent('download');
      await app.getByRole('button', { name }).click();
      return readFile(await (await download).path(), 'utf8');
    };
    expect((await fileOf('Download: Average order (CSV)')).split('\r\n')).toEqual([
      '\uFEFFWhat,This period (EUR),Before (EUR)',
      'Members,60.00,',
      'Others,40.00,',
      '',
    ]);
    const all = await fileOf(/^Download: Everything on this page/);
    for (const title of ['Core numbers', 'Orders per buyer', 'What members hold', 'What rewards cost'])
      expect(all).toContain(`\r\n${title}\r\n`.trimStart());
  });

  it('counts with the margin that is typed in, and says what is no margin', async () => {
    const { app } = admin;
    await app.getByLabel('Your margin').fill('50');
    await app.getByText('A member’s average order of €60.00 leaves you €30.00', { exact: false }).waitFor();
    await app.getByLabel('Your margin').fill('lots');
    await app.getByText('Write a percentage above 0 and up to 100.').waitFor();
  });

  it('shows the four core numbers on the first page', async () => {
    await admin.open('/app');
    const core = admin.app.getByRole('region', { name: 'The four numbers that matter most' });
    await core.getByText('+50%').waitFor();
    await core.getByText('Members spend 50% more per order than others.').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('analytics-home');
    await onPhone('/app', 'analytics-home-phone');
  });
});

describe('the time machine', () => {
  it('plays last year through the draft, side by side with the live program', async () => {
    const { app } = admin;
    const { program } = stage.wiring.services;
    const { programId } = stage.address;
    const editor = await program.readEditor(programId);
    const live = editor.newest as { readonly earning: { readonly rules: readonly { readonly args: Record<string, unknown> }[] } };
    const rules = live.earning.rules.map((rule, index) => (index === 0 ? { ...rule, args: { ...rule.args, points: '3' } } : rule));
    const saved = await program.saveDraft({
      ...{ programId, staffId: 'test', revision: editor.draftRevision, basedOn: editor.newestNo },
      document: { ...live, earning: { ...live.earning, rules } },
    });
    expect(saved.ok).toBe(true);
    await admin.open('/app/program/review');
    await app.getByRole('button', { name: 'Try it on last year' }).click();
    await app.getByRole('button', { name: 'Try again' }).waitFor();
    await app.getByRole('heading', { name: 'The draft would have given 151% more: 930 beans instead of 370 beans' }).waitFor();
    await app.getByText('5 orders of 3 people', { exact: false }).waitFor();
    await app.getByRole('link', { name: 'Anna Novak' }).waitFor();
    await app.getByText('Refunds are taken as known from the start', { exact: false }).waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('replay');
    await onPhone('/app/program/review', 'replay-phone', (phone) => phone.app.getByRole('button', { name: 'Try again' }).waitFor());
  });

  it('shows how far it is, and stops when it is cancelled', async () => {
    const { app } = admin;
    const { database } = stage.wiring;
    await app.getByRole('button', { name: 'Try again' }).waitFor();
    // A worker that has begun and is not done: what the page shows then.
    await database.pool.query(
      `UPDATE program_replay SET state = 'running', done = 2, total = 5, result = NULL, finished_at = NULL, beat_at = clock_timestamp() + interval '1 hour' WHERE program_id = $1`,
      [stage.address.programId],
    );
    await admin.open('/app/program/review');
    await app.getByText('2 of 5 orders played').waitFor();
    expect(await app.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value)).toBe(40);
    await admin.picture('replay-running');
    await app.getByRole('button', { name: 'Cancel' }).click();
    await app.getByText('The last try was cancelled.').waitFor();
    expect((await stage.wiring.services.program.readReplay(stage.address.programId))?.state).toBe('cancelled');
  });
});

/** Last: the version that it plants has campaigns and is not meant to be published. */
describe('the rest of the numbers page', () => {
  it('shows what members buy in their time, campaigns, and how far the counting is', async () => {
    const { app } = admin;
    const { pool } = stage.wiring.database;
    const { programId, storeId } = stage.address;
    const [tier] = (await stage.wiring.services.readAnalytics({ programId, ...RECENT, ...NO_FILTERS })).tiers.filter(
      ({ tierId }) => tierId !== '',
    );
    const months = Array.from({ length: 14 }, (_, ago) => localDate(addDays(Date.now(), -30 * ago), 'UTC').slice(0, 7));
    for (const [ago, month] of [...new Set(months)].entries())
      await pool.query(
        `INSERT INTO cohort_numbers VALUES ($1, true, $2, $3, 40, 120, 400000, $4, 200000, $5, 360000), ($1, false, $2, '', 30, 60, 150000, $4, 90000, $5, 120000) ON CONFLICT DO NOTHING`,
        [programId, month, ago % 3 === 0 ? '' : (tier?.tierId ?? ''), ago >= 3 ? 40 - ago : 0, ago >= 12 ? 30 : 0],
      );
    await pool.query(
      `INSERT INTO campaign_day VALUES ($1, current_date, 12, $2, true, '', 'web', 'weekend', 12, 64000, 0, 0, 900, 120), ($1, current_date, 12, $2, true, '', 'web', 'tea', 5, 21000, 0, 0, 310, 0)`,
      [programId, storeId],
    );
    await pool.query(
      `INSERT INTO program_version (program_id, no, document, effective_at, published_by, changes)
       SELECT program_id, no + 1, jsonb_set(document, '{campaigns}', '[{"id": "weekend", "name": "Weekend bonus", "kind": "bonus"}, {"id": "tea", "name": "Double for tea", "kind": "multiplier"}]'),
         clock_timestamp() + interval '10 years', 'test', '{}' FROM program_version WHERE program_id = $1 ORDER BY no DESC LIMIT 1`,
      [programId],
    );
    await admin.open('/app/analytics');
    await app.getByRole('heading', { name: 'In most orders: Weekend bonus' }).waitFor();
    await app.getByRole('heading', { name: /^In the first 90 days a member buys for €/ }).waitFor();
    await app.getByText('who buys much climbs', { exact: false }).waitFor();
    expect(await admin.barriers()).toEqual([]);
    await app.getByRole('heading', { name: /^In the first 90 days/ }).scrollIntoViewIfNeeded();
    await app.getByLabel('Your margin').scrollIntoViewIfNeeded();
    await admin.picture('analytics-lifetime');
    await app.getByLabel('Campaign', { exact: true }).selectOption({ label: 'Weekend bonus' });
    await app.getByText('Points are not split by campaign', { exact: false }).waitFor();
    await onPhone('/app/analytics?campaign=weekend', 'analytics-campaign-phone', (phone) =>
      phone.app.getByLabel('Your margin').scrollIntoViewIfNeeded(),
    );
    await pool.query('UPDATE rollup_state SET rebuild = true WHERE program_id = $1', [programId]);
    await admin.open('/app/analytics');
    await app.getByText('History is being counted: 0 %').first().waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('analytics-counting');
    await onPhone('/app/analytics', 'analytics-counting-phone');
    await pool.query('UPDATE rollup_state SET rebuild = false WHERE program_id = $1', [programId]);
  });
});
