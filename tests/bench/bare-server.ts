// The least that takes a webhook safely: node:http, the signature, one INSERT, 200. Started by accept.ts with its settings in the environment.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';

const { BARE_PORT, DATABASE_URL, SHOPIFY_API_SECRET = '' } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });

function onRequest(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    accept(request, Buffer.concat(chunks)).then(
      (status) => response.writeHead(status, { 'Content-Length': 0 }).end(),
      () => response.writeHead(500, { 'Content-Length': 0 }).end(),
    );
  });
}

async function accept({ headers }: IncomingMessage, raw: Buffer): Promise<number> {
  const given = Buffer.from(String(headers['x-shopify-hmac-sha256']), 'base64');
  const right = createHmac('sha256', SHOPIFY_API_SECRET).update(raw).digest();
  if (given.length !== right.length || !timingSafeEqual(given, right)) return 401;
  await pool.query({
    name: 'bare_store',
    text: 'INSERT INTO bare_inbox (store_id, dedupe_key, body) VALUES (1, $1, $2) ON CONFLICT DO NOTHING',
    values: [String(headers['x-shopify-webhook-id']), raw.toString('utf8')],
  });
  return 200;
}

createServer(onRequest).listen(Number(BARE_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
