/* The app's pages in wp-admin: a frame that is given a fresh token when it asks for one. Messages count only from the app's own window and origin. */
(() => {
  const frame = document.getElementById('rung-loyalty-app');
  if (!frame) return;
  const config = JSON.parse(frame.dataset.config);
  const LEAST_HEIGHT = 480;
  const PATH = /^\/app(?:[/?][^#\\]*)?$/;

  const answer = (message) => frame.contentWindow.postMessage(message, config.origin);

  /** A fresh token; null when logged out or offline: the app says so, and asks again. */
  async function renew(id) {
    let token = null;
    try {
      const body = new URLSearchParams({ action: config.action, _ajax_nonce: config.nonce });
      const response = await fetch(config.ajax, { method: 'POST', credentials: 'same-origin', body });
      const json = await response.json();
      token = json?.success ? json.data.token : null;
    } catch {
      token = null;
    }
    answer({ rung: 'token', id, token });
  }

  function open(address) {
    const url = URL.canParse?.(address, config.app) === false ? null : new URL(address, config.app);
    if (!url || !/^https?:$/.test(url.protocol)) return;
    if (url.origin === window.location.origin) window.location.assign(url.href);
    else window.open(url.href, '_blank', 'noopener');
  }

  /** Where the app is stays in this page's address, so that reloading stays there; its token does not. */
  function keep(path) {
    if (!PATH.test(path)) return;
    const clean = path.replace(/([?&])site_token=[^&]*&?/, '$1').replace(/[?&]$/, '');
    window.history.replaceState(null, '', `#${encodeURIComponent(clean)}`);
  }

  window.addEventListener('message', ({ origin, source, data }) => {
    if (origin !== config.origin || source !== frame.contentWindow || data === null || typeof data !== 'object') return;
    if (data.rung === 'token-wanted') void renew(data.id);
    else if (data.rung === 'height' && data.px > 0 && data.px < 100_000) frame.style.height = `${Math.ceil(Math.min(data.px, room()))}px`;
    else if (data.rung === 'navigate' && typeof data.path === 'string') keep(data.path);
    else if (data.rung === 'open' && typeof data.url === 'string') open(data.url);
  });

  /** From the frame's top to the window's foot: a longer page scrolls inside the frame, so that what it pins to its foot stays in sight. */
  function room() {
    const top = frame.getBoundingClientRect().top + window.scrollY;
    return Math.max(LEAST_HEIGHT, window.innerHeight - top);
  }

  function kept() {
    try {
      return decodeURIComponent(window.location.hash.slice(1));
    } catch {
      return '';
    }
  }
  const path = PATH.test(kept()) ? kept() : '/app';
  const query = new URLSearchParams({ site_token: config.token, locale: config.locale });
  frame.src = `${config.app}${path}${path.includes('?') ? '&' : '?'}${query.toString()}`;
})();
