import type { OpenWith, PanelStand, PublishedMember, Session, WidgetConfig } from './config.ts';

/** What this visitor has seen, so that the dot tells of news only. */
const SEEN = 'rung:seen';
const SIGNED_IN_COOKIE = /(?:^|;\s*)rung_loyalty_member=1/;

/**
 * The little that runs on every page: it draws nothing and asks for nothing. The pill is in the page already (a declarative shadow root); this opens the
 * panel from it, and from anything on the page with `data-rung-open`, and loads the panel's script when somebody wants it.
 */
class RungLoyalty extends HTMLElement {
  private stand: PanelStand | undefined;

  connectedCallback(): void {
    const text = this.querySelector('script[type="application/json"]')?.textContent;
    if (this.stand !== undefined || !text) return;
    const config = JSON.parse(text) as WidgetConfig;
    const root = this.shadowRoot ?? adopt(this);
    const session = sessionOf(config);
    this.stand = {
      host: this,
      root,
      config,
      session,
      load: loadScript,
      show: (points, tierId) => {
        show(root, config, points);
        keep(points, tierId);
        root.querySelector('[data-dot]')?.setAttribute('hidden', '');
      },
    };
    const pill = root.querySelector('button');
    pill?.addEventListener('click', () => this.open({ opener: pill }));
    for (const kind of ['pointerenter', 'focus', 'touchstart'])
      pill?.addEventListener(kind, () => void this.load().catch(() => {}), { once: true, passive: true });
    document.addEventListener('click', (event) => {
      const opener = (event.target instanceof Element ? event.target : null)?.closest<HTMLElement>('[data-rung-open]');
      if (!opener) return;
      event.preventDefault();
      this.open({ opener, tab: opener.dataset.rungOpen ?? '' });
    });
    if (config.member) dot(root, config.member);
    // Opened from a printed code.
    if (location.hash === '#rung') this.open();
    if (config.session !== undefined && SIGNED_IN_COOKIE.test(document.cookie))
      void session().then((known) => {
        if (!known?.member) return;
        show(root, config, known.member.points);
        dot(root, known.member);
      });
  }

  /** Opens the panel, at a tab if one is named. */
  open(how: OpenWith = {}): void {
    const { stand } = this;
    if (!stand) return;
    const trouble = stand.root.querySelector<HTMLElement>('[role=status]');
    this.load().then(
      () => {
        if (trouble) trouble.hidden = true;
        window.rungPanel?.open(stand, how);
      },
      () => {
        if (trouble) trouble.hidden = false;
      },
    );
  }

  private load(): Promise<void> {
    return loadScript(this.stand?.config.panel ?? '');
  }
}

const loading = new Map<string, Promise<void>>();

function loadScript(address: string): Promise<void> {
  const known = loading.get(address);
  if (known) return known;
  const loaded = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      loading.delete(address);
      reject(new Error(`${address} did not load`));
    };
    document.head.append(script);
  });
  loading.set(address, loaded);
  return loaded;
}

/** Browsers that do not know declarative shadow roots keep the template: this does by hand what they would have done. */
function adopt(host: HTMLElement): ShadowRoot {
  const root = host.attachShadow({ mode: 'open' });
  const template = host.querySelector('template');
  if (template) root.append(template.content);
  return root;
}

function sessionOf({ session }: WidgetConfig): PanelStand['session'] {
  let asked: Promise<Session | null> | undefined;
  return (again = false) => {
    if (session === undefined) return Promise.resolve(null);
    if (again || asked === undefined)
      asked = fetch(session, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
        .then((answer) => (answer.ok ? (answer.json() as Promise<Session>) : null))
        .catch(() => null);
    return asked;
  };
}

function show(root: ShadowRoot, { program, locale }: WidgetConfig, points: number): void {
  const label = root.querySelector('[data-label]');
  const digits = program?.unit.scale ?? 0;
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  if (label) label.textContent = format.format(points / 10 ** digits);
}

function keep(points: number, tierId: string | null): void {
  try {
    localStorage.setItem(SEEN, JSON.stringify([points, tierId]));
  } catch {
    // Without a memory (private windows) there is no dot: it would never go out.
  }
}

/** The dot is lit when there are more points than last time, or another tier. */
function dot(root: ShadowRoot, { points, tier }: PublishedMember): void {
  const tierId = tier?.id ?? null;
  let seen: unknown;
  try {
    seen = JSON.parse(localStorage.getItem(SEEN) ?? 'null');
  } catch {
    return;
  }
  if (!Array.isArray(seen)) keep(points, tierId);
  else if (points > Number(seen[0]) || tierId !== seen[1]) root.querySelector('[data-dot]')?.removeAttribute('hidden');
}

if (!customElements.get('rung-loyalty')) customElements.define('rung-loyalty', RungLoyalty);
