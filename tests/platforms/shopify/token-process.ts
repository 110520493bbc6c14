import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { refreshOfflineToken } from '#app/platforms/shopify/tokens.ts';
import { PrismaClient } from '#app/store/generated/client.ts';
import { createSecretBox } from '#app/store/secrets.ts';
import { createShopifySessions } from '#app/store/shopify-sessions.ts';

// A process of its own that wants a token: prints "ready", waits for a line on stdin, asks several times at once, prints what it got as JSON.
const [url, origin, shop, times] = process.argv.slice(2);
if (url === undefined || origin === undefined || shop === undefined)
  throw new Error('usage: token-process.ts <database> <origin> <shop> [times]');

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 2 }) });
const pool = new pg.Pool({ connectionString: url, max: 2 });
const credentials = { apiKey: 'key', apiSecret: 'secret', fetch: createPlatformFetch(origin) };
const sessions = createShopifySessions({
  prisma,
  pool,
  secrets: createSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }]),
  refresh: (domain, refreshToken) => refreshOfflineToken(credentials, domain, refreshToken),
});
await prisma.$queryRaw`SELECT 1`;
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const tokens = await Promise.all(Array.from({ length: Number(times ?? 1) }, () => sessions.offlineToken(shop, null)));
process.stdout.write(`${JSON.stringify(tokens)}\n`);
process.stdin.destroy();
await prisma.$disconnect();
await pool.end();
