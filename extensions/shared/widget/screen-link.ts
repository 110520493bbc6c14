import { h } from './dom.ts';
import type { Scene } from './model.ts';

/** Accounts in other stores of the program: a code from here, or one from there. */
export function linkScreen({ model, actions, speech, config }: Scene): HTMLElement[] {
  const { link, busy } = model;
  const disabled = busy === null ? null : 'true';
  return [
    h('p', {}, speech.say('linkIntro')),
    h(
      'ul',
      { class: 'lines' },
      ...(model.view?.otherStores ?? []).map(({ name, url }) => h('li', {}, h('a', { href: url, rel: 'noopener' }, name))),
    ),
    link
      ? h(
          'div',
          { class: 'ticket' },
          h('p', {}, speech.say('linkShow', { time: timeOf(link.expiresAt, config.locale) })),
          h('code', { class: 'code big' }, link.code),
        )
      : h(
          'button',
          { class: 'do wide', type: 'button', k: 'make-link', 'aria-disabled': disabled, onclick: actions.makeLinkCode },
          speech.say('linkMake'),
        ),
    h(
      'form',
      {
        class: 'card',
        onsubmit: (event) => {
          event.preventDefault();
          const code = new FormData(event.target as HTMLFormElement).get('code');
          if (typeof code === 'string' && code.trim() !== '') actions.link(code.trim());
        },
      },
      h('h3', {}, speech.say('linkHave')),
      h('label', { for: 'link-code' }, speech.say('linkCode')),
      h('input', {
        id: 'link-code',
        name: 'code',
        k: 'link-code',
        autocomplete: 'one-time-code',
        autocapitalize: 'characters',
        spellcheck: 'false',
        required: true,
        maxlength: 40,
      }),
      h('button', { class: 'do', type: 'submit', k: 'link-go', 'aria-disabled': disabled }, speech.say('linkGo')),
    ),
  ];
}

function timeOf(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(iso));
}
