import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { refreshOfflineToken } from '#app/platforms/shopify/tokens.ts';
import { openDatabase } from '#app/store/database.ts';
import { createSecretBox } from '#app/store/secrets.ts';
import { createShopifySessions } from '#app/store/shopify-sessions.ts';

// A process of its own that wants a token: prints "ready", waits for a line on stdin, asks several times at once, prints what it got as JSON.
const [url, origin, shop, times] = process.argv.slice(2);
if (url === undefined || origin === undefined || shop === undefined)
  throw new Error('usage: token-process.ts <database> <origin> <shop> [times]');

const database = openDatabase({ url, maxConnections: 2 });
const credentials = { apiKey: 'key', apiSecret: 'secret', fetch: createPlatformFetch(origin) };
const sessions = createShopifySessions({
  prisma: database.prisma,
  pool: database.pool,
  secrets: createSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }]),
  refresh: (domain, refreshToken) => refreshOfflineToken(credentials, domain, refreshToken),
});
await database.now();
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const tokens = await Promise.all(Array.from({ length: Number(times ?? 1) }, () => sessions.offlineToken(shop, null)));
process.stdout.write(`${JSON.stringify(tokens)}\n`);
process.stdin.destroy();
await database.close();
