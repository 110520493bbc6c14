import type { StorefrontReward, StorefrontValue } from '#app/contracts/storefront.ts';
import { type Icon, h, icon } from './dom.ts';
import type { Scene } from './model.ts';

/** What is shown at a till where there is one, the codes that a member has, then what can be had. */
export function rewardsScreen(scene: Scene): HTMLElement[] {
  const { model, speech } = scene;
  const { codes = [], rewards = [] } = model.view ?? {};
  const more = window.rungMore;
  return [
    ...(model.view?.tillCode ? [model.till && more ? more.till(scene, model.till) : tillButton(scene)] : []),
    ...(codes.length === 0
      ? []
      : [
          h('h3', {}, speech.say('yourCodes')),
          h('ul', { class: 'list' }, ...codes.map((code) => h('li', {}, more ? more.ticket(scene, code) : h('div', { class: 'bone' })))),
        ]),
    rewards.length === 0
      ? h('p', { class: 'empty' }, icon('gift'), speech.say('noRewards'))
      : h('ul', { class: 'list' }, ...rewards.map((reward) => h('li', {}, card(scene, reward)))),
  ];
}

function tillButton({ model, actions, speech }: Scene): HTMLElement {
  return h(
    'button',
    { class: 'plain wide till', type: 'button', k: 'make-till', 'aria-disabled': model.busy && 'true', onclick: actions.makeTillCode },
    speech.say(model.busy === 'make-till' ? 'redeeming' : 'till'),
  );
}

function card(scene: Scene, reward: StorefrontReward): HTMLElement {
  const { speech } = scene;
  const small = [
    reward.minimumMinor === null ? '' : speech.say('minimum', { money: speech.money(reward.minimumMinor, scene.config.currency) }),
    'capMinor' in reward.value && reward.value.capMinor !== null
      ? speech.say('capped', { money: speech.money(reward.value.capMinor, reward.value.currency) })
      : '',
    reward.validDays > 0 ? speech.say('valid', { n: reward.validDays }) : '',
    reward.boundToCustomer ? speech.say('ownOnly') : '',
  ].filter(Boolean);
  return h(
    'article',
    { class: reward.available ? 'card' : 'card far' },
    h(
      'div',
      { class: 'row' },
      reward.picture
        ? h('img', { class: 'glyph', src: reward.picture, alt: '', width: 48, height: 48, loading: 'lazy' })
        : h('span', { class: 'glyph' }, icon(glyphOf(reward.value))),
      h(
        'div',
        { class: 'grow' },
        h('h3', {}, reward.name),
        reward.cost.kind === 'points' ? h('p', { class: 'cost' }, speech.points(reward.cost.points)) : null,
      ),
      reward.cost.kind === 'points' && reward.available ? redeemButton(scene, reward, null) : null,
    ),
    reward.description ? h('p', { class: 'quiet' }, reward.description) : null,
    reward.available ? (reward.cost.kind === 'any-amount' ? slider(scene, reward) : null) : distance(scene, reward),
    h('p', { class: 'small' }, small.join(' · ')),
  );
}

function redeemButton({ model, actions, speech }: Scene, reward: StorefrontReward, points: number | null): HTMLElement {
  const key = `redeem:${reward.rewardId}`;
  const words =
    model.busy === key
      ? speech.say('redeeming')
      : points === null
        ? speech.say('redeem')
        : speech.say('redeemFor', { points: speech.points(points) });
  return h(
    'button',
    {
      class: 'do',
      type: 'button',
      k: key,
      'aria-disabled': model.busy === null ? null : 'true',
      onclick: () => actions.redeem(reward, points),
    },
    h('span', {}, words),
    h('span', { class: 'sr' }, `: ${reward.name}`),
  );
}

/** How far away it is, or what else is in the way. */
function distance({ speech, tierName, model }: Scene, reward: StorefrontReward): HTMLElement {
  const cost = reward.cost.kind === 'points' ? reward.cost.points : reward.cost.min;
  if (reward.reason === 'points' || (reward.reason === null && reward.missing > 0)) {
    const share = cost > 0 ? Math.max(0, Math.min(1, (cost - reward.missing) / cost)) : 0;
    return h(
      'div',
      { class: 'gap' },
      h(
        'div',
        { class: 'track thin', 'aria-hidden': 'true' },
        h('div', { class: 'fill', style: `inline-size:${(share * 100).toFixed(1)}%` }),
      ),
      h('strong', {}, speech.say('missing', { points: speech.points(reward.missing) })),
    );
  }
  const fact = reward.reasonFact;
  const reason = reward.reason ?? (model.view?.state === 'paused' ? 'paused' : 'kind');
  const text =
    reason === 'dates' && fact !== null && !Number.isNaN(Date.parse(fact))
      ? speech.say('reason.from', { date: speech.date(fact) })
      : speech.say(`reason.${reason}`, { tier: tierName(fact) });
  return h('p', { class: 'gap' }, h('strong', {}, text || speech.say('reason.dates')));
}

/** Points and money together; the words follow the thumb without a redraw, so that the thumb is never lost. */
function slider(scene: Scene, reward: StorefrontReward): HTMLElement | null {
  const { model, actions, speech } = scene;
  const { cost, value } = reward;
  if (cost.kind !== 'any-amount') return null;
  const perStep = 'amountMinor' in value ? value.amountMinor : 0;
  const currency = 'currency' in value ? value.currency : scene.config.currency;
  const words = (points: number): string =>
    speech.say('sliderWorth', { money: speech.money(Math.floor(points / cost.step) * perStep, currency), points: speech.points(points) });
  const now = Math.min(cost.max, Math.max(cost.min, model.chosen[reward.rewardId] ?? cost.max));
  const label = h('output', { class: 'worth' }, words(now));
  const button = redeemButton(scene, reward, now);
  const range = h('input', {
    type: 'range',
    k: `slide:${reward.rewardId}`,
    min: cost.min,
    max: cost.max,
    step: cost.step,
    'aria-label': `${speech.say('slider')}: ${reward.name}`,
    'aria-valuetext': words(now),
    oninput: (event) => {
      const points = Number((event.target as HTMLInputElement).value);
      label.textContent = words(points);
      range.setAttribute('aria-valuetext', words(points));
      if (button.firstChild) button.firstChild.textContent = speech.say('redeemFor', { points: speech.points(points) });
      actions.choose(reward, points);
    },
  });
  range.value = String(now);
  return h('div', { class: 'slide' }, label, range, button);
}

function glyphOf(value: StorefrontValue): Icon {
  if (value.kind === 'percent' || value.kind === 'product-percent') return 'percent';
  if (value.kind === 'free-shipping') return 'shipping';
  return value.kind === 'amount' || value.kind === 'store-credit' ? 'money' : 'gift';
}
