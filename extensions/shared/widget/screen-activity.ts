import type { StorefrontActivity } from '#app/contracts/storefront.ts';
import { h } from './dom.ts';
import type { Scene } from './model.ts';

/** What happened, newest first, as sentences with signed numbers; the trace behind a line opens in place. */
export function activityScreen(scene: Scene): HTMLElement[] {
  const { model, actions, speech } = scene;
  const lines = [...(model.view?.activity ?? []), ...model.older];
  const seen = new Set<string>();
  const once = lines.filter(({ id }) => !seen.has(id) && seen.add(id));
  if (once.length === 0) return [h('p', { class: 'empty' }, speech.say('noActivity'))];
  const more = !model.allShown && once.length >= 10;
  return [
    h('ul', { class: 'story' }, ...once.map((line) => h('li', {}, entry(scene, line)))),
    ...(more
      ? [
          h(
            'button',
            {
              class: 'plain wide',
              type: 'button',
              k: 'older',
              'aria-disabled': model.busy === 'older' ? 'true' : null,
              onclick: actions.older,
            },
            speech.say('older'),
          ),
        ]
      : []),
  ];
}

function entry({ speech }: Scene, line: StorefrontActivity): HTMLElement {
  const facts = { order: line.orderName ?? '', reward: line.rewardName ?? '' };
  const text = speech.say(`act.${line.kind}`, facts) || speech.say('act.other');
  const head = [
    h('span', { class: 'grow' }, h('span', { class: 'what' }, text), h('span', { class: 'small' }, speech.date(line.at))),
    h(
      'span',
      { class: line.points < 0 ? 'delta minus' : 'delta' },
      speech.signed(line.points),
      line.pending ? h('span', { class: 'small' }, speech.say('pending')) : null,
    ),
  ];
  if (line.because.length === 0) return h('div', { class: 'row' }, ...head);
  return h(
    'details',
    {},
    h('summary', { class: 'row', k: `line:${line.id}` }, ...head),
    h('ul', { class: 'lines' }, ...line.because.map((reason) => h('li', {}, reason))),
  );
}
