import { h } from './dom.ts';
import type { Scene } from './model.ts';

/** A quiet burst and what is new, once. */
export function celebrationScreen({ model, actions, speech, program, tierName }: Scene): HTMLElement | null {
  if (!model.celebrated || model.view?.tier.tierId == null) return null;
  const tier = program.tiers.find(({ tierId }) => tierId === model.view?.tier.tierId);
  const perks = tier?.perks ?? [];
  return h(
    'section',
    { class: 'party', role: 'status' },
    h('span', { class: 'burst', 'aria-hidden': 'true' }, ...Array.from({ length: 12 }, (_, at) => h('i', { style: `--at:${at}` }))),
    h('h3', { class: 'big' }, speech.say('tierUp', { tier: tierName(tier?.tierId ?? null) })),
    perks.length > 0 ? h('p', {}, speech.say('tierUpPerks')) : null,
    perks.length > 0 ? h('ul', { class: 'lines' }, ...perks.map(({ name }) => h('li', {}, name))) : null,
    h('button', { class: 'do', type: 'button', k: 'thanks', onclick: actions.celebrate }, speech.say('thanks')),
  );
}
