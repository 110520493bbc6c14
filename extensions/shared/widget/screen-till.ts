import type { StorefrontTillCode } from '#app/contracts/storefront.ts';
import { h } from './dom.ts';
import type { Scene } from './model.ts';

/** Six digits for the till, big, with the time that they have left; then the way to new ones. The time runs without a redraw. */
export function tillScreen(scene: Scene, { code, expiresAt }: StorefrontTillCode): HTMLElement {
  const { speech } = scene;
  const secondsLeft = (): number => Math.ceil((Date.parse(expiresAt) - Date.now()) / 1_000);
  const time = h('p', { class: 'quiet', role: 'timer' });
  const ticket = h('article', { class: 'ticket at-till', 'aria-label': speech.say('till') });
  const tick = (): boolean => {
    const left = secondsLeft();
    if (left <= 0) ticket.replaceChildren(h('p', { role: 'status' }, speech.say('tillOver')), again(scene));
    else time.textContent = speech.say('tillLeft', { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` });
    return left > 0;
  };
  ticket.append(
    h('p', {}, speech.say('tillShow')),
    h(
      'code',
      { class: 'digits', k: 'make-till', tabindex: -1, 'aria-label': speech.say('code', { code: code.split('').join(' ') }) },
      `${code.slice(0, 3)} ${code.slice(3)}`,
    ),
    time,
  );
  if (tick()) {
    const timer = setInterval(() => {
      // Each redraw makes a new ticket with a clock of its own.
      if (!ticket.isConnected || !tick()) clearInterval(timer);
    }, 1_000);
  }
  return ticket;
}

function again({ model, actions, speech }: Scene): HTMLElement {
  return h(
    'button',
    { class: 'do', type: 'button', k: 'make-till', 'aria-disabled': model.busy && 'true', onclick: actions.makeTillCode },
    speech.say('tillAgain'),
  );
}
