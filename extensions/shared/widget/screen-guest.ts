import { h } from './dom.ts';
import type { Scene } from './model.ts';

/** For somebody who is not in the program yet: what it is worth, three steps, the way in. */
export function guestScreen({ model, actions, speech, config, program }: Scene): HTMLElement[] {
  const guest = model.view?.state !== 'not-joined';
  const welcome = program.welcomePoints ?? 0;
  const steps = [1, 2, 3].map((no) => program.texts[`how-${no}`] ?? speech.say(`step${no as 1 | 2 | 3}`));
  return [
    h('h3', { class: 'big' }, speech.say(guest ? 'guestTitle' : 'joinTitle')),
    model.worth !== null && model.worth > 0
      ? h('p', { class: 'offer' }, speech.say('guestWorth', { points: speech.points(model.worth) }))
      : null,
    welcome > 0 ? h('p', { class: 'offer' }, speech.say('guestWelcome', { points: speech.points(welcome) })) : null,
    h('ol', { class: 'steps' }, ...steps.map((step) => h('li', {}, step))),
    guest
      ? h('a', { class: 'do wide', k: 'join', href: config.links.join }, speech.say('join'))
      : h(
          'button',
          { class: 'do wide', type: 'button', k: 'join', 'aria-disabled': model.busy === null ? null : 'true', onclick: actions.join },
          speech.say(model.busy === 'join' ? 'joining' : 'join'),
        ),
    guest
      ? h('p', { class: 'aside' }, speech.say('member'), ' ', h('a', { href: config.links.signIn, k: 'sign-in' }, speech.say('signIn')))
      : null,
  ].filter((one) => one !== null);
}
