import type { StorefrontNotice } from '#app/contracts/storefront.ts';
import { h } from './dom.ts';
import type { Model, Scene } from './model.ts';

/** What must be said before anything else: trouble, the state of the account, what expires. */
export function noticesScreen(scene: Scene): HTMLElement[] {
  const { model, actions, speech, config } = scene;
  const { view, problem } = model;
  const notes: HTMLElement[] = [];
  const note = (text: string, ...more: HTMLElement[]): void => {
    if (text) notes.push(h('div', { class: 'note' }, h('p', {}, text), ...more));
  };
  // The page was drawn for somebody whom the app does not see any more.
  const signedOut = problem?.kind === 'session' || (problem === null && view?.state === 'guest' && config.signedIn);
  if (signedOut) note(speech.say('session'), h('a', { class: 'do', href: config.links.signIn }, speech.say('signIn')));
  else if (problem)
    note(
      problem.kind === 'refused' ? problem.message || speech.say('broken') : speech.say(problem.kind),
      h('button', { class: 'plain', type: 'button', k: 'retry', onclick: actions.reload }, speech.say('retry')),
    );
  if (!view) return notes;
  if (view.state === 'paused' || view.program.paused) note(speech.say('paused'));
  if (view.state === 'blocked' || view.state === 'left') note(speech.say(view.state));
  if (view.state !== 'member' && view.state !== 'paused') return notes;
  if (view.points.debt > 0) note(speech.say('debt', { points: speech.signed(-view.points.debt) }));
  const { expiring } = view.points;
  const warned = view.notices.some(({ kind }) => kind === 'expiry-warning');
  if (expiring && (warned || Date.parse(expiring.at) - Date.now() < 31 * 86_400_000))
    note(speech.say('expiring', { points: speech.points(expiring.points), date: speech.date(expiring.at) }));
  for (const notice of view.notices) if (isNews(notice)) note(noticeText(scene, notice));
  return notes;
}

const SPOKEN = [
  'code-recalled',
  'reward-not-issued',
  'reward-kept',
  'points-expired',
  'tier-ending',
  'tier-down',
  'points-taken',
  'redeemed-at-till',
];
const RECENT_MS = 14 * 86_400_000;

function isNews({ kind, at }: StorefrontNotice): boolean {
  return SPOKEN.includes(kind) && Date.now() - Date.parse(at) < RECENT_MS;
}

function noticeText({ speech }: Scene, { kind, facts }: StorefrontNotice): string {
  const tier = text(facts.tierName);
  const points = typeof facts.points === 'number' ? speech.points(Math.abs(facts.points)) : '';
  const date = text(facts.endsAt) && speech.date(text(facts.endsAt));
  const said = speech.say(`notice.${kind}`, { tier, points, date, reward: text(facts.rewardName) });
  // A sentence with a hole in it says nothing.
  const needs =
    kind === 'tier-ending' ? tier && date : kind === 'tier-down' ? tier : kind === 'code-recalled' || kind === 'reward-kept' || points;
  return needs ? said : '';
}

function text(fact: unknown): string {
  return typeof fact === 'string' ? fact : '';
}

const CELEBRATED = 'rung:tier';

/** The climb that was not celebrated in this browser yet. Beginning in the first tier is no climb. */
export function tierUpOf({ view }: Model): StorefrontNotice | null {
  const found = view?.notices.find(
    ({ kind, at, facts }) =>
      (kind === 'tier-up' || kind === 'tier-provisional') &&
      facts.tierId === view.tier.tierId &&
      typeof facts.fromTierId === 'string' &&
      Date.now() - Date.parse(at) < 60 * 86_400_000,
  );
  try {
    return found && localStorage.getItem(CELEBRATED) !== found.facts.tierId ? found : null;
  } catch {
    return null;
  }
}

/** Once is enough. */
export function rememberCelebration({ facts }: StorefrontNotice): void {
  try {
    localStorage.setItem(CELEBRATED, text(facts.tierId));
  } catch {
    // Without a memory nothing is celebrated: tierUpOf answers null.
  }
}
