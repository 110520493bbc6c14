import { openBrowser } from '#tests/setup/browser.ts';
import { readFileSync } from 'node:fs';
const [out, ...names] = process.argv.slice(2);
const b = await openBrowser(); const p = await b.newPage({ viewport: { width: 400 * names.length, height: 790 } });
await p.setContent(`<body style="margin:0;display:flex;gap:8px;background:#888">${names.map((n) => `<img src="data:image/png;base64,${readFileSync(`.data/screenshots/${n}.png`).toString('base64')}" style="height:780px">`).join('')}</body>`);
await p.screenshot({ path: out!, fullPage: true }); await b.close();
