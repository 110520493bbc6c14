import type { StorefrontEarning } from '#app/contracts/storefront.ts';
import { h, icon } from './dom.ts';
import type { Scene } from './model.ts';

/** Ways to earn, what is on its way, what waits, and the levels. */
export function earnScreen(scene: Scene): HTMLElement[] {
  const { model, speech, program } = scene;
  const { earning = [], points } = model.view ?? {};
  return [
    earning.length === 0
      ? h('p', { class: 'empty' }, speech.say('noEarning'))
      : h('ul', { class: 'list' }, ...earning.map((rule) => h('li', {}, ruleCard(scene, rule)))),
    ...(points && points.arriving.length > 0
      ? [
          h('h3', {}, speech.say('arriving')),
          h(
            'ul',
            { class: 'lines' },
            ...points.arriving.map((one) =>
              h(
                'li',
                {},
                one.at
                  ? speech.say('arrivingOn', { points: speech.points(one.points), date: speech.date(one.at) })
                  : speech.say('arrivingLater', { points: speech.points(one.points) }),
              ),
            ),
          ),
        ]
      : []),
    ...(points?.waitingForRate ?? []).map((one) =>
      h('p', { class: 'note' }, speech.say('waitingRate', { order: one.orderName, currency: one.currency })),
    ),
    ...(program.tiers.length > 1 ? [h('h3', {}, speech.say('tiers')), ladder(scene)] : []),
  ];
}

function ruleCard({ speech, program }: Scene, rule: StorefrontEarning): HTMLElement {
  const { rate, points, times } = rule as StorefrontEarning & { readonly times?: string };
  const worth = rate
    ? speech.say('earnRate', { points: speech.points(rate.points), money: speech.money(rate.perMinor, program.currency) })
    : times
      ? speech.say('earn.times', { times: speech.decimal(Number(times)) })
      : points === null
        ? ''
        : `+${speech.points(points)}`;
  const name = rule.name || speech.say(`earn.${rule.kind}`);
  return h(
    'article',
    { class: 'card row' },
    h('div', { class: 'grow' }, h('h3', {}, name || worth), name && worth ? h('p', { class: 'cost' }, worth) : null),
    rule.state === 'done' ? h('span', { class: 'good' }, icon('tick'), speech.say('earnDone')) : null,
  );
}

function ladder({ model, speech, program }: Scene): HTMLElement {
  return h(
    'ol',
    { class: 'list ladder' },
    ...program.tiers.map((tier) => {
      const here = tier.tierId === model.view?.tier.tierId;
      const facts = [
        ...(Number(tier.multiplier) === 1 ? [] : [speech.say('times', { times: speech.decimal(Number(tier.multiplier)) })]),
        ...tier.perks.map(({ name }) => name),
      ];
      return h(
        'li',
        { class: here ? 'card here' : 'card', 'aria-current': here ? 'step' : null },
        h('div', { class: 'row' }, h('h3', { class: 'grow' }, tier.name), here ? h('span', { class: 'tag' }, speech.say('tierNow')) : null),
        tier.description ? h('p', { class: 'quiet' }, tier.description) : null,
        facts.length > 0 ? h('ul', { class: 'lines' }, ...facts.map((fact) => h('li', {}, fact))) : null,
      );
    }),
  );
}
