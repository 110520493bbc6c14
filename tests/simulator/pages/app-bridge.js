/*
 * A stand-in for Shopify's app-bridge.js that needs no internet. It runs inside the embedded app and talks to the simulated admin
 * around it: session tokens, authenticated fetch, navigation, title bar, save bar, toasts, modals. It plays what the app uses, in the
 * way the published types (@shopify/app-bridge-types) describe it.
 */
(() => {
  if (window.shopify) return;
  const script = document.currentScript;
  const adminOrigin = new URL(script.src).origin;
  const remembered = JSON.parse(sessionStorage.getItem('app-bridge-config') ?? '{}');
  const query = new URLSearchParams(location.search);
  const config = {
    apiKey: script.dataset.apiKey ?? document.querySelector('meta[name="shopify-api-key"]')?.content ?? remembered.apiKey ?? '',
    shop: query.get('shop') ?? remembered.shop ?? '',
    host: query.get('host') ?? remembered.host ?? '',
    locale: query.get('locale') ?? remembered.locale ?? 'en',
  };
  sessionStorage.setItem('app-bridge-config', JSON.stringify(config));
  const embedded = window.parent !== window;

  // Outside the admin there is nobody to sign us in: open the admin at the same page.
  if (!embedded) {
    if (config.shop) {
      const [handle] = config.shop.split('.');
      location.replace(`${adminOrigin}/store/${handle}/apps/rung${location.pathname}`);
    }
    return;
  }

  const waiting = new Map();
  let counter = 0;
  const tell = (type, data = {}) => window.parent.postMessage({ from: 'app', type, ...data }, '*');
  const ask = (type, data = {}) =>
    new Promise((resolve, reject) => {
      const id = `${type}-${(counter += 1)}`;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`the admin did not answer ${type}`));
      }, 10_000);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      tell(type, { id, ...data });
    });

  const listeners = new Map();
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.data?.from !== 'admin') return;
    const { type, id } = event.data;
    const answered = id === undefined ? undefined : waiting.get(id);
    if (answered) {
      waiting.delete(id);
      answered(event.data);
      return;
    }
    listeners.get(type)?.(event.data);
  });

  /* Session tokens: one is used again for as long as it surely holds. */
  let held = null;
  const idToken = async () => {
    if (held && held.until > Date.now()) return held.token;
    const { token } = await ask('id-token');
    held = { token, until: Date.now() + 45_000 };
    return token;
  };

  /* The page that the app shows when its token is missing or too old: come back with a fresh one. */
  const reload = query.get('shopify-reload');
  if (reload) {
    const target = new URL(reload, location.href);
    if (target.origin === location.origin) {
      void idToken().then((token) => {
        target.searchParams.set('id_token', token);
        location.replace(target.href);
      });
    }
  }

  /* fetch to the app's own origin carries the session token, and is tried once more when the app calls it stale. */
  const plainFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has('Authorization')) return plainFetch(request);
    const send = async (original) => {
      const headers = new Headers(original.headers);
      headers.set('Authorization', `Bearer ${await idToken()}`);
      headers.set('X-Requested-With', 'XMLHttpRequest');
      return plainFetch(new Request(original, { headers }));
    };
    const spare = request.clone();
    let response = await send(request);
    if (response.status === 401 && response.headers.get('X-Shopify-Retry-Invalid-Session-Request')) {
      held = null;
      response = await send(spare);
    }
    const elsewhere = response.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (elsewhere) window.open(elsewhere, '_top');
    return response;
  };

  /* Pages of the admin itself are not played; the admin says so. */
  const plainOpen = window.open.bind(window);
  window.open = (url, target, features) => {
    const address = String(url ?? '');
    if (address.startsWith('shopify:') || address.startsWith('https://admin.shopify.com/')) {
      tell('admin-page', { url: address });
      return null;
    }
    return plainOpen(url, target, features);
  };

  /* Where we are, for the address and the navigation of the admin. */
  const place = () => `${location.pathname}${location.search}${location.hash}`;
  const announce = () => tell('location', { path: place() });
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name].bind(history);
    history[name] = (...args) => {
      original(...args);
      announce();
    };
  }
  window.addEventListener('popstate', announce);
  listeners.set('navigate', ({ href }) => {
    const link = [...document.querySelectorAll('ui-nav-menu a, s-app-nav a, s-app-nav s-link')].find(
      (one) => one.getAttribute('href') === href,
    );
    const origin = link ?? document.body.appendChild(Object.assign(document.createElement('a'), { href, hidden: true }));
    origin.dispatchEvent(new Event('shopify:navigate', { bubbles: true, cancelable: true }));
    if (!link) origin.remove();
  });

  /* Elements of the page that the admin shows in its own frame. */
  const style = document.createElement('style');
  style.textContent = `ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none }
    dialog.app-bridge-modal { border: 0; border-radius: 12px; padding: 0; width: min(620px, calc(100vw - 32px)); max-height: 85vh; box-shadow: 0 20px 60px rgb(0 0 0 / .35); font: inherit; color: #1f2328; background: #fff }
    dialog.app-bridge-modal::backdrop { background: rgb(0 0 0 / .5) }
    dialog.app-bridge-modal > header, dialog.app-bridge-modal > footer { display: flex; gap: 8px; align-items: center; padding: 12px 16px; background: #f4f4f5 }
    dialog.app-bridge-modal > header h2 { font-size: 1rem; margin: 0; flex: 1 }
    dialog.app-bridge-modal > footer { justify-content: flex-end }
    dialog.app-bridge-modal button { font: inherit; min-height: 36px; padding: 4px 12px; border-radius: 8px; border: 1px solid #8c9196; background: #fff; color: inherit; cursor: pointer }
    dialog.app-bridge-modal button.primary { background: #1f2328; border-color: #1f2328; color: #fff }
    dialog.app-bridge-modal iframe { border: 0; width: 100%; height: 60vh }`;
  (document.head ?? document.documentElement).append(style);

  const textOf = (element) => element.textContent.trim();
  const buttonsOf = (element) => [...(element?.children ?? [])].filter((child) => child.localName === 'button' || child.localName === 'a');
  const describeButton = (button, key) => ({
    key,
    label: textOf(button),
    primary: button.getAttribute('variant') === 'primary',
    critical: button.getAttribute('tone') === 'critical',
    disabled: button.hasAttribute('disabled'),
    busy: button.hasAttribute('loading'),
  });
  let titleButtons = [];
  let lastShown = '';
  const showChrome = () => {
    const links = [...document.querySelectorAll('ui-nav-menu a, s-app-nav a, s-app-nav s-link')];
    const titleBar = [...document.querySelectorAll('ui-title-bar')].find((bar) => !bar.closest('ui-modal'));
    const saveBar = [...document.querySelectorAll('ui-save-bar')].find((bar) => bar.showing);
    titleButtons = buttonsOf(titleBar);
    const [save] = buttonsOf(saveBar).filter((button) => button.getAttribute('variant') === 'primary');
    const [discard] = buttonsOf(saveBar).filter((button) => button.getAttribute('variant') !== 'primary');
    const chrome = {
      nav: links.map((link) => ({ label: textOf(link), href: link.getAttribute('href'), home: link.getAttribute('rel') === 'home' })),
      title: titleBar?.getAttribute('title') ?? document.title,
      actions: titleButtons.map((button, key) => describeButton(button, key)),
      saveBar:
        saveBar || dirtyForm
          ? { save: save ? describeButton(save, 'save') : {}, discard: discard ? describeButton(discard, 'discard') : {} }
          : null,
    };
    const shown = JSON.stringify(chrome);
    if (shown === lastShown) return;
    lastShown = shown;
    tell('chrome', chrome);
  };
  let scheduled = false;
  const watch = () => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      showChrome();
    }, 0);
  };
  listeners.set('press', ({ key }) => titleButtons[key]?.click());

  /* Forms with data-save-bar raise the save bar as soon as something was changed in them. */
  let dirtyForm = null;
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form[data-save-bar]');
    if (form) dirtyForm = form;
    watch();
  });
  document.addEventListener('submit', () => {
    dirtyForm = null;
    watch();
  });
  const pressSaveBar = (primary) => {
    const saveBar = [...document.querySelectorAll('ui-save-bar')].find((bar) => bar.showing);
    const button = buttonsOf(saveBar).find((one) => (one.getAttribute('variant') === 'primary') === primary);
    if (button) button.click();
    else if (dirtyForm && primary) dirtyForm.requestSubmit();
    else if (dirtyForm) {
      dirtyForm.reset();
      dirtyForm = null;
    }
    watch();
  };
  listeners.set('save', () => pressSaveBar(true));
  listeners.set('discard', () => pressSaveBar(false));

  class SaveBar extends HTMLElement {
    showing = false;
    async show() {
      if (this.showing) return;
      this.showing = true;
      this.dispatchEvent(new Event('show'));
      watch();
    }
    async hide() {
      if (!this.showing) return;
      this.showing = false;
      this.dispatchEvent(new Event('hide'));
      watch();
    }
    async toggle() {
      return this.showing ? this.hide() : this.show();
    }
  }

  class Modal extends HTMLElement {
    #dialog = document.createElement('dialog');
    #body = document.createElement('div');
    #shown = false;
    constructor() {
      super();
      this.#dialog.className = 'app-bridge-modal';
      this.#dialog.addEventListener('close', () => this.#closed());
    }
    get content() {
      return this.#body;
    }
    set content(element) {
      this.#body.replaceChildren(element);
    }
    get src() {
      return this.getAttribute('src') ?? undefined;
    }
    set src(value) {
      this.setAttribute('src', value ?? '');
    }
    get variant() {
      return this.getAttribute('variant') ?? 'base';
    }
    set variant(value) {
      this.setAttribute('variant', value);
    }
    get contentWindow() {
      return this.#dialog.querySelector('iframe')?.contentWindow ?? null;
    }
    async show() {
      if (this.#shown) return;
      this.#shown = true;
      this.#build();
      document.body.append(this.#dialog);
      this.#dialog.showModal();
      this.dispatchEvent(new Event('show'));
    }
    async hide() {
      if (this.#shown) this.#dialog.close();
    }
    async toggle() {
      return this.#shown ? this.hide() : this.show();
    }
    disconnectedCallback() {
      void this.hide();
    }
    #closed() {
      this.#shown = false;
      this.#dialog.remove();
      this.dispatchEvent(new Event('hide'));
    }
    #build() {
      const bar = [...this.children].find((child) => child.localName === 'ui-title-bar');
      const header = document.createElement('header');
      const title = Object.assign(document.createElement('h2'), { textContent: bar?.getAttribute('title') ?? '' });
      const close = Object.assign(document.createElement('button'), { type: 'button', textContent: '×' });
      close.setAttribute('aria-label', 'Close');
      close.addEventListener('click', () => this.#dialog.close());
      header.append(title, close);
      this.#dialog.setAttribute('aria-label', title.textContent);
      const footer = document.createElement('footer');
      for (const button of buttonsOf(bar)) {
        const twin = Object.assign(document.createElement('button'), { type: 'button', textContent: textOf(button) });
        if (button.getAttribute('variant') === 'primary') twin.className = 'primary';
        twin.disabled = button.hasAttribute('disabled');
        twin.addEventListener('click', () => button.click());
        footer.prepend(twin);
      }
      this.#dialog.replaceChildren(header, this.#middle(), ...(footer.children.length > 0 ? [footer] : []));
    }
    #middle() {
      if (this.src) return Object.assign(document.createElement('iframe'), { src: this.src, title: 'Modal' });
      // Without React the children of the element are the content; React fills `content` by itself.
      const own = [...this.children].filter(
        (child) => !['ui-title-bar', 'ui-save-bar'].includes(child.localName) && child.childNodes.length > 0,
      );
      if (this.#body.childNodes.length === 0) this.#body.append(...own.map((child) => child.cloneNode(true)));
      return this.#body;
    }
  }

  class Plain extends HTMLElement {}
  for (const [name, element] of [
    ['ui-save-bar', SaveBar],
    ['ui-modal', Modal],
    ['ui-nav-menu', class extends Plain {}],
    ['ui-title-bar', class extends Plain {}],
    ['s-app-nav', class extends Plain {}],
  ]) {
    if (!customElements.get(name)) customElements.define(name, element);
  }

  const byId = (id) => document.getElementById(id);
  const actions = new Map();
  listeners.set('toast-action', ({ toast }) => actions.get(toast)?.onAction?.());
  listeners.set('toast-gone', ({ toast }) => {
    actions.get(toast)?.onDismiss?.();
    actions.delete(toast);
  });
  const scopes = async () => {
    const { granted } = await ask('scopes');
    return { granted, required: granted, optional: [] };
  };

  window.shopify = {
    config,
    origin: adminOrigin,
    ready: Promise.resolve(),
    environment: { embedded: true, mobile: matchMedia('(max-width: 640px)').matches, pos: false, intent: false },
    idToken,
    user: async () => ({ accountAccess: 'full' }),
    loading: (on = true) => tell('loading', { on: on !== false }),
    toast: {
      show: (message, options = {}) => {
        const toast = `toast-${(counter += 1)}`;
        actions.set(toast, options);
        tell('toast', { toast, message, isError: options.isError === true, action: options.action, duration: options.duration ?? 5_000 });
        return toast;
      },
      hide: (toast) => tell('toast-hide', { toast }),
    },
    modal: { show: async (id) => byId(id)?.show(), hide: async (id) => byId(id)?.hide(), toggle: async (id) => byId(id)?.toggle() },
    saveBar: {
      show: async (id) => byId(id)?.show(),
      hide: async (id) => byId(id)?.hide(),
      toggle: async (id) => byId(id)?.toggle(),
      leaveConfirmation: async () => {
        if ([...document.querySelectorAll('ui-save-bar')].some((bar) => bar.showing)) throw new Error('there are unsaved changes');
      },
    },
    resourcePicker: async (options = {}) => {
      const { selection } = await new Promise((resolve) => {
        const id = `picker-${(counter += 1)}`;
        waiting.set(id, resolve);
        tell('resource-picker', { id, kind: options.type ?? 'product', multiple: Boolean(options.multiple) });
      });
      return selection ? Object.assign(selection, { selection }) : undefined;
    },
    scopes: {
      query: scopes,
      request: async () => ({ result: 'granted-all', detail: await scopes() }),
      revoke: async () => ({ detail: await scopes() }),
    },
    reviews: {
      request: async () => ({ success: false, code: 'merchant-ineligible', message: 'The simulated admin asks for no reviews.' }),
    },
    webVitals: { onReport: () => undefined },
    support: { registerHandler: async () => undefined },
    app: { extensions: async () => [] },
  };

  new MutationObserver(watch).observe(document.documentElement, { childList: true, subtree: true, attributes: true, characterData: true });
  document.addEventListener('DOMContentLoaded', () => {
    announce();
    watch();
  });
  announce();
  watch();
})();
