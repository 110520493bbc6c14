import type { Locale } from '#app/i18n/locale.ts';

/** Pages without the app around them: for moments in which nobody is signed in. Plain HTML, readable on a phone, in the host's light or dark. */
const STYLE = `:root{color-scheme:light dark}*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:Canvas;color:CanvasText}
main{max-width:34rem;margin:0 auto;padding:3rem 1.25rem}h1{font-size:1.375rem;line-height:1.3;margin:0 0 .75rem}p{margin:0 0 1rem;overflow-wrap:anywhere}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.5rem}
button{font:inherit;font-weight:600;display:inline-block;padding:.7rem 1.25rem;border-radius:.5rem;border:1px solid #1a1a1a;background:#1a1a1a;color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid #4f86f7;outline-offset:2px}
@media (prefers-color-scheme:dark){button{background:#f1f1f1;border-color:#f1f1f1;color:#1a1a1a}}`;

function page(locale: Locale, { title, body }: { readonly title: string; readonly body: string }): string {
  return `<!DOCTYPE html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body>
</html>
`;
}

/** Something to read, and nothing to do here. */
export function saidPage(locale: Locale, { title, text }: { readonly title: string; readonly text: string }): string {
  return page(locale, { title, body: `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>` });
}

/** A question whose answer is a form of this page, sent to `action`: the browser then says where it comes from. */
export function confirmPage(
  locale: Locale,
  words: { readonly title: string; readonly lines: readonly string[]; readonly go: string; readonly action: string },
): string {
  const lines = words.lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  const go = `<form method="post" action="${escapeHtml(words.action)}"><button>${escapeHtml(words.go)}</button></form>`;
  return page(locale, { title: words.title, body: `<h1>${escapeHtml(words.title)}</h1>${lines}<div class="actions">${go}</div>` });
}

const RENEWAL_LIMIT_MS = 10_000;

/** Asks the page around it for a new token, and comes again with that. Speaks to that one origin alone, and hears only it. */
export function renewalPage(
  locale: Locale,
  { origin, waiting, failed }: { readonly origin: string; readonly waiting: string; readonly failed: string },
): string {
  const script = `(function(){var origin=${inScript(origin)},id=String(Math.random()).slice(2),say=document.getElementById('say');
if(window.parent===window){say.textContent=${inScript(failed)};return}
window.addEventListener('message',function(event){var data=event.data;
if(event.origin!==origin||event.source!==window.parent||!data||data.rung!=='token'||data.id!==id)return;
if(typeof data.token!=='string'){say.textContent=${inScript(failed)};return}
var url=new URL(location.href);url.searchParams.set('site_token',data.token);url.searchParams.set('renewed','1');location.replace(url.href)});
setTimeout(function(){say.textContent=${inScript(failed)}},${RENEWAL_LIMIT_MS});
window.parent.postMessage({rung:'token-wanted',id:id},origin)})();`;
  return page(locale, { title: 'Rung', body: `<p id="say" role="status">${escapeHtml(waiting)}</p><script>${script}</script>` });
}

/** A text as a literal of a script inside HTML. */
function inScript(text: string): string {
  return JSON.stringify(text).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
