import type { FrameLocator } from 'playwright-core';
import type { AdminStage } from './admin-stage.ts';

/** A page of the admin, and what people do on it: each step is one or a few real clicks and keys. */
export interface Place {
  readonly name: string;
  readonly path: string;
  readonly steps: readonly ((app: FrameLocator) => Promise<void>)[];
}

/** Every page of the admin that can be opened by its address. */
export function placesOf({ address, memberId, orderId }: Pick<AdminStage, 'address' | 'memberId' | 'orderId'>): Place[] {
  const editor = (page: string, name: string): Place => ({
    name: `program: ${name}`,
    path: `/app/program/${page}`,
    steps: [(app) => tab(app, 'Overview'), (app) => tab(app, 'Tiers'), (app) => tab(app, 'History')],
  });
  return [
    { name: 'home', path: '/app', steps: [(app) => press(app, 'button', /^Pause$/), (app) => press(app, 'button', /^Resume$/)] },
    {
      name: 'program',
      path: '/app/program',
      steps: [(app) => app.getByLabel('Order worth').fill('120'), (app) => tab(app, 'Rewards'), (app) => tab(app, 'Earn')],
    },
    editor('earn', 'earn'),
    editor('rewards', 'rewards'),
    editor('tiers', 'tiers'),
    editor('campaigns', 'campaigns'),
    editor('points', 'waiting and expiry'),
    editor('currencies', 'currencies'),
    editor('branding', 'look and words'),
    editor('history', 'history'),
    {
      name: 'first run',
      path: '/app/start',
      steps: [(app) => app.locator('input[type=radio]').first().click(), (app) => app.getByLabel('Name of the program').fill('Beans')],
    },
    { name: 'analytics', path: '/app/analytics', steps: [showNumbers, (app) => pick(app, 'Period', 3)] },
    {
      name: 'members',
      path: '/app/members',
      steps: [
        (app) => app.getByRole('checkbox').nth(1).click(),
        (app) => press(app, 'button', /^Filters/),
        (app) => app.getByRole('textbox').first().pressSequentially('number 42', { delay: 60 }),
      ],
    },
    {
      name: 'a member',
      path: `/app/members/${memberId}`,
      steps: [
        (app) => app.getByLabel('How many').pressSequentially('250', { delay: 60 }),
        (app) => app.locator('label', { hasText: 'Take points' }).click(),
        (app) => press(app, 'button', /^More actions/),
      ],
    },
    { name: 'orders', path: '/app/orders', steps: [(app) => pick(app, 'State', 2), (app) => pick(app, 'State', 0)] },
    { name: 'an order', path: `/app/orders/${address.storeId}/${orderId}`, steps: [(app) => app.locator('summary').first().click()] },
    {
      name: 'handover',
      path: '/app/handover',
      steps: [(app) => app.getByRole('textbox').first().pressSequentially('ABCD', { delay: 60 })],
    },
    {
      name: 'search',
      path: '/app/search',
      steps: [(app) => app.getByRole('textbox').first().pressSequentially('person42', { delay: 60 })],
    },
    { name: 'messages', path: '/app/messages', steps: [(app) => app.locator('main').click()] },
    { name: 'settings', path: '/app/settings', steps: [(app) => press(app, 'button', /^Connect another store/)] },
    {
      name: 'QR code',
      path: '/app/branding/qr',
      steps: [
        (app) => app.locator('input[type=radio]').nth(2).click(),
        (app) => app.getByLabel('What it says beside the code').pressSequentially(' now', { delay: 60 }),
      ],
    },
  ];
}

function press(app: FrameLocator, role: 'button' | 'link', name: RegExp): Promise<void> {
  return app.getByRole(role, { name }).first().click();
}

function tab(app: FrameLocator, name: string): Promise<void> {
  return app.getByRole('navigation', { name: 'Program' }).getByRole('link', { name, exact: true }).click();
}

async function pick(app: FrameLocator, label: string, index: number): Promise<void> {
  const list = app.getByLabel(label, { exact: true }).first();
  // A real click opens the list; what is chosen in it is the browser's own part.
  await list.click();
  await list.selectOption({ index });
}

async function showNumbers(app: FrameLocator): Promise<void> {
  await app.locator('summary').first().click();
}
