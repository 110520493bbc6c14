import type { Right } from '#app/domain/staff/rights.ts';

interface PageRule {
  /** Below /app; itself and everything under it. */
  readonly path: RegExp;
  readonly right: Right;
  /** Only requests that change something; reading needs no right. */
  readonly changes?: true;
}

/**
 * What a page needs before it shows or does anything, the first rule that fits. Acts are asked about once more where they are done (services/guard-services.ts); this keeps
 * names out of the sight of those who may not see them, and answers for acts that have no refusal of their own.
 */
const RULES: readonly PageRule[] = [
  { path: /^\/app\/members\/export$/, right: 'data.export' },
  { path: /^\/app\/members\/[^/]+\/export$/, right: 'data.export' },
  { path: /^\/app\/(members|orders|search|trace|messages|feed)(\/|$)/, right: 'members.see' },
  { path: /^\/app\/handover(\/|$)/, right: 'rewards.hand-over' },
  { path: /^\/app\/data-exports(\/|$)/, right: 'data.export' },
  { path: /^\/app\/settings\/data(\/|$)/, right: 'data.export' },
  { path: /^\/app\/settings\/staff(\/|$)/, right: 'staff.manage' },
  { path: /^\/app\/settings\/close(\/|$)/, right: 'program.close' },
  // The first page changes its checklist alone.
  { path: /^\/app$/, right: 'program.edit', changes: true },
  { path: /^\/app\/start(\/|$)/, right: 'program.publish', changes: true },
  { path: /^\/app\/rewards(\/|$)/, right: 'rewards.stock', changes: true },
  { path: /^\/app\/pictures(\/|$)/, right: 'program.edit', changes: true },
  { path: /^\/app\/branding(\/|$)/, right: 'program.edit', changes: true },
  { path: /^\/app\/program\/replay(\/|$)/, right: 'program.edit', changes: true },
];

/** The right without which a request is turned away at the door; null: it needs none here. */
export function rightForRequest(method: string, pathname: string): Right | null {
  const reads = method === 'GET' || method === 'HEAD';
  // The router knows other spellings as the same page; the server turns them away before, and they are no way around here either.
  const path = decodeURIComponent(pathname)
    .toLowerCase()
    .replace(/(?<=.)\/+$/, '');
  return RULES.find((rule) => rule.path.test(path) && (rule.changes !== true || !reads))?.right ?? null;
}
