import type { StorefrontCode } from '#app/contracts/storefront.ts';
import { codeIn } from './carts.ts';
import { h, icon } from './dom.ts';
import type { Scene } from './model.ts';

/** A redeemed reward: its code, what can be done with it, and how it stands in the cart. */
export function ticketScreen(scene: Scene, code: StorefrontCode): HTMLElement {
  const { model, speech } = scene;
  const expired = code.expiresAt !== null && Date.parse(code.expiresAt) < Date.now();
  return h(
    'article',
    { class: `ticket${model.fresh === code.redemptionId ? ' fresh' : ''}`, 'aria-label': code.rewardName },
    h('div', { class: 'row' }, h('h3', { class: 'grow' }, code.rewardName), h('span', { class: 'quiet' }, speech.points(code.points))),
    code.state === 'ready' && (code.code ?? code.issued) && !expired
      ? useIt(scene, code, code.code ?? '')
      : stateLine(scene, code, expired),
    whereLine(scene, code, expired),
  );
}

/** Where it can be used, when that is not this cart. */
function whereLine({ speech }: Scene, code: StorefrontCode, expired: boolean): HTMLElement | null {
  if (code.use === 'counter') return code.state === 'ready' && !expired ? h('p', {}, speech.say('showCode')) : null;
  return code.usableHere || code.issued ? null : h('p', { class: 'small' }, speech.say('otherStore', { store: code.storeName }));
}

function stateLine({ speech }: Scene, code: StorefrontCode, expired: boolean): HTMLElement {
  const text =
    expired && code.state === 'ready'
      ? speech.say('expired', { points: speech.points(code.points) })
      : speech.say(code.issued && code.state === 'creating' ? 'own.creating' : `state.${code.state === 'ready' ? 'creating' : code.state}`);
  const waits = code.state === 'creating' || code.state === 'returning' || code.state === 'checking';
  return h('p', { class: waits ? 'waits' : 'quiet' }, text);
}

function useIt(scene: Scene, code: StorefrontCode, text: string): HTMLElement {
  const { model, actions, speech } = scene;
  const place = codeIn(model.cart, text);
  const applying = model.busy === `apply:${code.redemptionId}`;
  return h(
    'div',
    {},
    text
      ? h(
          'div',
          { class: 'row code' },
          h('code', { class: 'grow', 'aria-label': speech.say('code', { code: text.split('').join(' ') }) }, text),
          h(
            'button',
            { class: 'plain', type: 'button', k: `copy:${code.redemptionId}`, onclick: () => actions.copy(code) },
            speech.say(model.copied === code.redemptionId ? 'copied' : 'copy'),
          ),
        )
      : h('p', {}, ownText(scene, code)),
    code.usableHere && place !== 'applied'
      ? h(
          'button',
          {
            class: 'do wide',
            type: 'button',
            k: `apply:${code.redemptionId}`,
            'aria-disabled': model.busy === null ? null : 'true',
            onclick: () => actions.apply(code),
          },
          speech.say(applying ? 'applying' : 'apply'),
        )
      : null,
    code.usableHere ? cartLine(scene, code, place) : null,
    model.undoing === code.redemptionId ? undoQuestion(scene, code) : footLine(scene, code),
  );
}

/** What has no code: store credit that is in the account, a donation. */
function ownText({ speech }: Scene, { issued }: StorefrontCode): string {
  const money = issued?.amountMinor ? speech.money(issued.amountMinor, issued.currency) : '';
  return speech.say(`own.${issued?.kind}`, { money, to: issued?.partner ?? '' });
}

/** Applied, or what is missing. */
function cartLine({ model, speech, config }: Scene, code: StorefrontCode, place: ReturnType<typeof codeIn>): HTMLElement | null {
  if (place === 'applied')
    return h('p', { class: 'good' }, icon('tick'), speech.say('applied'), ' ', h('a', { href: config.links.cart }, speech.say('goToCart')));
  if (model.tried[code.redemptionId] === 'failed') return h('p', { class: 'bad' }, speech.say('applyFailed'));
  if (place === 'absent' && model.tried[code.redemptionId] === undefined) return null;
  const { cart } = model;
  const minimum = code.minimumMinor;
  if (!cart || cart.lines.length === 0) return h('p', { class: 'bad' }, speech.say('notAppliedEmpty'));
  if (minimum !== null && cart.currency === config.currency && cart.subtotalMinor < minimum)
    return h(
      'p',
      { class: 'bad' },
      speech.say('notAppliedMinimum', {
        missing: speech.money(minimum - cart.subtotalMinor, cart.currency),
        minimum: speech.money(minimum, cart.currency),
      }),
    );
  const others = cart.codes.some((one) => one.applicable);
  return h('p', { class: 'bad' }, speech.say(others ? 'notAppliedOthers' : 'notApplied'));
}

function footLine({ actions, speech }: Scene, code: StorefrontCode): HTMLElement {
  return h(
    'div',
    { class: 'row foot' },
    h('span', { class: 'small grow' }, code.expiresAt === null ? '' : speech.say('expires', { date: speech.date(code.expiresAt) })),
    code.undoable
      ? h(
          'button',
          { class: 'plain', type: 'button', k: `undo:${code.redemptionId}`, onclick: () => actions.askUndo(code.redemptionId) },
          speech.say('undo'),
        )
      : null,
  );
}

function undoQuestion({ model, actions, speech }: Scene, code: StorefrontCode): HTMLElement {
  const key = `undo-yes:${code.redemptionId}`;
  return h(
    'div',
    { class: 'ask', role: 'group', 'aria-label': speech.say('undo') },
    h('p', {}, speech.say('undoAsk', { points: speech.points(code.points) })),
    h(
      'div',
      { class: 'row' },
      h(
        'button',
        { class: 'do', type: 'button', k: key, 'aria-disabled': model.busy === null ? null : 'true', onclick: () => actions.undo(code) },
        speech.say(model.busy === key ? 'redeeming' : 'undoYes'),
      ),
      h('button', { class: 'plain', type: 'button', k: 'undo-no', onclick: () => actions.askUndo(null) }, speech.say('undoNo')),
    ),
  );
}
