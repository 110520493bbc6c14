import type { StorefrontProgress } from '#app/contracts/storefront.ts';
import { h, icon } from './dom.ts';
import type { Scene } from './model.ts';

/** The brand's part: the program's name, the balance, what is on its way, the tier. */
export function headerScreen({ model, actions, speech, config, program, tierName }: Scene): HTMLElement {
  const { view } = model;
  const member = view
    ? view.state === 'member' || view.state === 'paused' || view.state === 'blocked'
      ? view.points
      : null
    : config.member;
  const shown = view ? (member ? view.points.shown : null) : (config.member?.points ?? null);
  const tier = view ? tierName(view.tier.tierId) : (config.member?.tier?.name ?? '');
  return h(
    'div',
    { class: 'head' },
    h(
      'div',
      { class: 'bar' },
      program.look.logoUrl
        ? h('img', { class: 'logo', src: program.look.logoUrl, alt: '', width: 28, height: 28, decoding: 'async' })
        : null,
      h('h2', { id: 'title' }, program.name || speech.say('rewards')),
      h('button', { class: 'icon', type: 'button', k: 'close', 'aria-label': speech.say('close'), onclick: actions.close }, icon('close')),
    ),
    shown === null
      ? h('p', { class: 'tagline' }, program.texts.tagline ?? speech.say('guestTitle'))
      : h(
          'div',
          { class: 'sum' },
          h(
            'div',
            {},
            h('p', { class: 'balance' }, h('span', { class: 'sr' }, `${speech.say('balance')}: `), speech.points(shown)),
            h('p', { class: 'soon' }, arriving({ model, speech, config })),
          ),
          tier ? h('span', { class: 'chip' }, tier) : null,
        ),
  );
}

function arriving({ model, speech, config }: Pick<Scene, 'model' | 'speech' | 'config'>): string {
  const pending = model.view ? model.view.points.pending : (config.member?.pending ?? 0);
  if (pending <= 0) return '\u00a0';
  const next = model.view?.points.arriving[0];
  if (next?.at) return speech.say('arrivesOn', { points: speech.number(next.points), date: speech.date(next.at) });
  return speech.say('arrivesLater', { points: speech.number(pending) });
}

/** One bar to the next tier, and a quieter line for what there is to keep. */
export function progressScreen({ model, speech, program, tierName }: Scene): HTMLElement | null {
  const standing = model.view?.tier;
  if (!standing || program.tiers.length === 0 || model.view?.state !== 'member') return null;
  const { next, keep, until, tierId } = standing;
  const amount = (progress: StorefrontProgress): string => {
    const missing = Math.max(0, progress.need - progress.have);
    if (progress.metric === 'points') return speech.points(missing);
    if (progress.metric === 'spend') return speech.money(missing, program.currency);
    return speech.say(progress.metric, { n: missing });
  };
  const quiet =
    keep && keep.have < keep.need
      ? speech.say('keep', { amount: amount(keep), tier: tierName(tierId), date: speech.date(keep.until) })
      : until && tierId
        ? speech.say('until', { tier: tierName(tierId), date: speech.date(until) })
        : null;
  if (!next && !quiet && !standing.provisional && tierId !== program.tiers[program.tiers.length - 1]?.tierId) return null;
  const share = next && next.need > 0 ? Math.min(1, Math.max(0, next.have / next.need)) : 1;
  return h(
    'section',
    { class: 'way' },
    next
      ? h(
          'div',
          {
            class: 'track',
            role: 'progressbar',
            'aria-label': speech.say('progress', { tier: tierName(next.tierId) }),
            'aria-valuemin': 0,
            'aria-valuemax': 100,
            'aria-valuenow': Math.round(share * 100),
            'aria-valuetext': speech.say('next', { amount: amount(next), tier: tierName(next.tierId) }),
          },
          h('div', { class: 'fill', style: `inline-size:${(share * 100).toFixed(1)}%` }),
        )
      : null,
    next
      ? h(
          'p',
          { class: 'ends' },
          h('span', {}, tierName(tierId) || '\u00a0'),
          h('strong', {}, speech.say('next', { amount: amount(next), tier: tierName(next.tierId) })),
        )
      : tierId === program.tiers[program.tiers.length - 1]?.tierId
        ? h('p', {}, h('strong', {}, speech.say('top')))
        : null,
    quiet ? h('p', { class: 'quiet' }, quiet) : null,
    standing.provisional ? h('p', { class: 'quiet' }, speech.say('provisional')) : null,
  );
}
