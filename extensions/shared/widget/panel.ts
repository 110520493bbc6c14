import type { StorefrontProgram } from '#app/contracts/storefront.ts';
import { isDark, tokensOf } from '../storefront/colours.ts';
import { createSpeech, type Speech, type Words } from '../storefront/speech.ts';
import { createActions, type Work } from './actions.ts';
import { createApi } from './api.ts';
import type { OpenWith, PanelStand } from './config.ts';
import type { MoreScript } from './scripts.ts';
import { h } from './dom.ts';
import { type Model, newModel, type Scene, type Tab, TABS } from './model.ts';
import styles from './panel.css';
import { headerScreen, progressScreen } from './screen-header.ts';
import { noticesScreen } from './screen-notices.ts';
import { rewardsScreen } from './screen-rewards.ts';

/** Below this width the panel is a sheet over the whole page. */
const PHONE = '(max-width: 560px)';
const DRAG_TO_CLOSE_PX = 90;

/** The open panel: it draws the model and keeps focus, history and the page behind it in order. */
class Panel {
  private readonly stand: PanelStand;
  private readonly model = newModel();
  private readonly dialog: HTMLDialogElement;
  private readonly head = h('div');
  private readonly body = h('div', { class: 'body', k: 'body' });
  private readonly status = h('p', { class: 'toast', role: 'status', 'aria-live': 'polite' });
  private readonly work: Work;
  private words: Words | null = null;
  private opener: HTMLElement | null = null;
  private inHistory = false;
  private dressed = false;

  constructor(stand: PanelStand) {
    this.stand = stand;
    const grip = h('div', { class: 'grip', 'aria-hidden': 'true' });
    this.dialog = h(
      'dialog',
      { class: `panel ${stand.config.look.side} ${stand.config.look.radius}`, 'aria-labelledby': 'title' },
      grip,
      this.head,
      this.body,
      this.status,
    );
    stand.root.append(h('style', {}, styles), this.dialog);
    this.work = createActions({
      model: this.model,
      api: createApi(stand.config, stand.session),
      more: () => this.more(),
      config: stand.config,
      speech: () => this.speech(),
      redraw: () => this.draw(),
      close: () => this.close(),
      seen: ({ state, points, tier }) => {
        if (state === 'member') stand.show(points.shown, tier.tierId);
      },
      isOpen: () => this.dialog.open,
    });
    this.listen(grip);
  }

  open({ tab, opener }: OpenWith): void {
    this.opener = opener ?? null;
    if (TABS.includes(tab as Tab)) this.model.tab = tab as Tab;
    this.paint();
    this.draw();
    if (!this.dialog.open) this.show();
    // The page may know an older colour.
    void this.ready()
      .then(() => this.work.load())
      .then(() => this.paint());
  }

  private show(): void {
    const phone = matchMedia(PHONE).matches;
    if (phone) {
      this.dialog.showModal();
      document.documentElement.style.overflow = 'hidden';
      history.pushState({ ...(history.state as object | null), rung: true }, '');
      this.inHistory = true;
    } else this.dialog.show();
    this.pill()?.setAttribute('aria-expanded', 'true');
    this.find('close')?.focus({ preventScroll: true });
  }

  private close(fromHistory = false): void {
    if (!this.dialog.open) return;
    this.dialog.close();
    document.documentElement.style.overflow = '';
    this.pill()?.setAttribute('aria-expanded', 'false');
    this.model.said = null;
    this.model.undoing = null;
    if (this.inHistory && !fromHistory) history.back();
    this.inHistory = false;
    (this.opener ?? this.pill())?.focus({ preventScroll: true });
  }

  private pill(): HTMLElement | null {
    return this.stand.root.querySelector<HTMLElement>('[aria-haspopup]');
  }

  private listen(grip: HTMLElement): void {
    const { dialog } = this;
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.close();
    });
    dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      }
    });
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog && matchMedia(PHONE).matches && this.inHistory) this.close();
    });
    addEventListener('popstate', () => {
      if (this.inHistory) this.close(true);
    });
    addEventListener('online', () => {
      if (dialog.open) this.work.reload();
    });
    addEventListener('offline', () => {
      this.model.problem = { kind: 'offline' };
      if (dialog.open) this.draw();
    });
    drag(grip, dialog, () => this.close());
  }

  /** The words of the page's language; without them the panel says what it can. */
  private async ready(): Promise<void> {
    if (this.words) return;
    try {
      const answer = await fetch(this.stand.config.words);
      this.words = (await answer.json()) as Words;
    } catch {
      this.model.problem = { kind: 'offline' };
    }
    this.draw();
  }

  /** The script with everything but the first view; null where it cannot be had. */
  private async more(): Promise<MoreScript | null> {
    const { config, root, load } = this.stand;
    if (!window.rungMore) {
      try {
        await load(config.more ?? config.panel.replace('rung-panel', 'rung-more'));
        if (!this.dressed) (window as Window).rungMore?.dress(root);
        this.dressed = true;
      } catch {
        this.model.problem = { kind: 'offline' };
      }
      this.draw();
    }
    return window.rungMore ?? null;
  }

  private program(): StorefrontProgram {
    const { config } = this.stand;
    return this.model.view?.program ?? config.program ?? nothingKnown(config.locale, config.currency);
  }

  private speech(): Speech {
    return createSpeech({ words: this.words ?? {}, locale: this.stand.config.locale, unit: this.program().unit, now: Date.now });
  }

  /** The brand's colours, for the light or the dark page behind. */
  private paint(): void {
    const { theme } = this.stand.config.look;
    const dark = theme === 'auto' ? (isDark(getComputedStyle(document.body).backgroundColor) ?? false) : theme === 'dark';
    const tokens = tokensOf(this.program().look.brandColour, dark);
    for (const [name, value] of Object.entries(tokens)) this.dialog.style.setProperty(`--${name}`, String(value));
    this.dialog.style.colorScheme = dark ? 'dark' : 'light';
  }

  /** Guests have little to read: their panel is as high as that. */
  private isKnown(): boolean {
    const { state } = this.model.view ?? {};
    if (state !== undefined) return state !== 'guest' && state !== 'not-joined' && state !== 'left';
    const { session, signedIn } = this.stand.config;
    return session === undefined ? signedIn : document.cookie.includes('rung_loyalty_member=1');
  }

  /** The direction of the page holds for words of its language; words of another run their own way. */
  private turn(): void {
    const language = (this.words as { language?: string } | null)?.language ?? '';
    const own = this.stand.config.locale.startsWith(language);
    this.dialog.lang = own ? this.stand.config.locale : language;
    this.dialog.dir = own ? getComputedStyle(this.stand.host).direction : 'ltr';
  }

  private draw(): void {
    this.dialog.classList.toggle('short', !this.isKnown());
    this.turn();
    const { model, work } = this;
    if (!window.rungMore && !model.problem && wantsMore(model)) void this.more();
    const program = this.program();
    const scene: Scene = {
      model,
      actions: work,
      speech: this.speech(),
      config: this.stand.config,
      program,
      tierName: (tierId) => program.tiers.find((tier) => tier.tierId === tierId)?.name ?? '',
    };
    const focused = (this.stand.root.activeElement as HTMLElement | null)?.dataset.k;
    const { scrollTop } = this.body;
    this.head.replaceChildren(headerScreen(scene));
    this.body.replaceChildren(...bodyOf(scene, this.words !== null));
    this.body.scrollTop = scrollTop;
    if (focused !== undefined && this.dialog.open) (this.find(focused) ?? this.find('close'))?.focus({ preventScroll: true });
    const said = model.said?.text ?? '';
    if (this.status.textContent !== said) this.status.textContent = said;
    this.status.className = model.said ? `toast on${model.said.bad ? ' bad' : ''}` : 'toast';
  }

  private find(key: string): HTMLElement | null {
    return this.dialog.querySelector<HTMLElement>(`[data-k="${CSS.escape(key)}"]`);
  }
}

function wantsMore({ view, tab, celebrated }: Model): boolean {
  if (!view) return false;
  return tab !== 'rewards' || celebrated !== null || view.codes.length > 0 || view.state === 'guest' || view.state === 'not-joined';
}

function bodyOf(scene: Scene, spoken: boolean): HTMLElement[] {
  const { model } = scene;
  const { view } = model;
  const more = window.rungMore;
  const bones = model.problem ? [] : [skeleton(scene)];
  const notices = spoken ? noticesScreen(scene) : [];
  if (!spoken || !view) return [...notices, ...bones];
  if (view.state === 'guest' || view.state === 'not-joined') return [...notices, ...(more?.guest(scene) ?? bones)];
  if (view.state === 'left') return notices;
  const offered = TABS.filter((tab) => tab !== 'link' || view.otherStores.length > 0);
  const tab = offered.includes(model.tab) ? model.tab : 'rewards';
  const party = more?.party(scene) ?? null;
  const way = progressScreen(scene);
  const screen = tab === 'rewards' ? rewardsScreen(scene) : (more?.[tab](scene) ?? bones);
  return [
    ...(party ? [party] : []),
    ...notices,
    ...(way ? [way] : []),
    tabs(scene, offered, tab),
    h('div', { class: 'screen', role: 'tabpanel', id: 'screen', 'aria-labelledby': `tab-${tab}` }, ...screen),
  ];
}

function tabs({ actions, speech }: Scene, offered: readonly Tab[], now: Tab): HTMLElement {
  const names = { rewards: 'tabRewards', earn: 'tabEarn', activity: 'tabActivity', link: 'tabLink' } as const;
  const move = (event: Event): void => {
    const { key, currentTarget } = event as KeyboardEvent;
    const forward = getComputedStyle(currentTarget as Element).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const step = key === forward ? 1 : key === back ? -1 : 0;
    const next = offered[(offered.indexOf(now) + step + offered.length) % offered.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    const root = (currentTarget as Element).getRootNode() as ShadowRoot;
    actions.show(next);
    root.getElementById(`tab-${next}`)?.focus();
  };
  return h(
    'div',
    { class: 'tabs', role: 'tablist', onkeydown: move },
    ...offered.map((tab) =>
      h(
        'button',
        {
          role: 'tab',
          type: 'button',
          id: `tab-${tab}`,
          k: `tab:${tab}`,
          'aria-selected': String(tab === now),
          'aria-controls': 'screen',
          tabindex: tab === now ? 0 : -1,
          onclick: () => actions.show(tab),
        },
        speech.say(names[tab]),
      ),
    ),
  );
}

/** As high as what it stands for. */
function skeleton({ speech }: Scene): HTMLElement {
  const bones = Array.from({ length: 4 }, () => h('div', { class: 'bone' }));
  return h('div', { class: 'bones', role: 'status' }, h('span', { class: 'sr' }, speech.say('loading')), ...bones);
}

/** Lets the sheet be pulled down by its grip. */
function drag(grip: HTMLElement, sheet: HTMLElement, close: () => void): void {
  let from: number | null = null;
  grip.addEventListener('pointerdown', (event) => {
    from = event.clientY;
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener('pointermove', (event) => {
    if (from !== null) sheet.style.translate = `0 ${Math.max(0, event.clientY - from)}px`;
  });
  const end = (event: PointerEvent): void => {
    if (from !== null && event.clientY - from > DRAG_TO_CLOSE_PX) close();
    from = null;
    sheet.style.translate = '';
  };
  grip.addEventListener('pointerup', end);
  grip.addEventListener('pointercancel', end);
}

function nothingKnown(locale: string, currency: string): StorefrontProgram {
  return {
    name: '',
    currency,
    paused: false,
    unit: { locale, scale: 0, forms: {} },
    look: { brandColour: null, logoUrl: null },
    welcomePoints: null,
    rate: null,
    tiers: [],
    texts: {},
  };
}

let panel: Panel | undefined;
window.rungPanel = {
  open: (stand, how) => {
    panel ??= new Panel(stand);
    panel.open(how);
  },
};
