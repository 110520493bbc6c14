import { parseArgs } from 'node:util';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { connectWooCommerce, disconnectWooCommerce } from '#app/services/connect-woocommerce.ts';
import { openForOperator } from './operator.ts';

export const SITE_COMMANDS = ['connect-woocommerce', 'disconnect-woocommerce'] as const;

export const SITE_HELP = [
  '  npm run rung -- connect-woocommerce <address> --key ck_… --secret cs_… [--join <program id>]',
  '  npm run rung -- disconnect-woocommerce <address>',
] as const;

/** 0 done, 1 refused or not connected, 2 wrong use. */
type Outcome = 0 | 1 | 2;

interface Asked {
  readonly address: string;
  readonly demo: boolean;
  /** Null: disconnect. */
  readonly connect: { readonly key: string; readonly secret: string; readonly join: string | null } | null;
}

export function isSiteCommand(word: string | undefined): boolean {
  return (SITE_COMMANDS as readonly (string | undefined)[]).includes(word);
}

/** Connects or disconnects a WooCommerce site, with keys that its owner made for it. Says what was done, or what to do. */
export async function runSiteCommand(words: readonly string[]): Promise<Outcome> {
  const asked = readWords(words);
  if (!asked.ok) {
    process.stderr.write(`${asked.refusal}\nTry: npm run rung -- --help\n`);
    return 2;
  }
  const { address, connect, demo } = asked.value;
  const wiring = await openForOperator({ demo, say: (message) => void process.stderr.write(`${message}\n`) });
  try {
    if (connect === null) {
      const domain = address.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
      const isDone = await disconnectWooCommerce(wiring.woocommerce, domain);
      process.stdout.write(isDone ? `${domain} is disconnected. Its books stay.\n` : `${domain} is not connected.\n`);
      return isDone ? 0 : 1;
    }
    const access = { baseUrl: address, consumerKey: connect.key, consumerSecret: connect.secret };
    const connected = await connectWooCommerce(wiring.woocommerce, { access, joinProgramId: connect.join });
    if (!connected.ok) {
      process.stderr.write(`${connected.refusal.message}\n`);
      return 1;
    }
    const { domain, name, currency, version, programId, joined } = connected.value;
    process.stdout.write(
      `${name} (${domain}, ${currency}, WooCommerce ${version}) is connected and ${joined ? 'shares' : 'has'} the program ${programId}.\n`,
    );
    return 0;
  } finally {
    await wiring.close();
  }
}

function readWords([command, ...words]: readonly string[]): Result<Asked, string> {
  const parsed = parse(words);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [address, ...rest] = positionals;
  if (address === undefined || rest.length > 0) return refused(`${command ?? ''} needs the address of one site`);
  const { key, secret, join = null, demo = false } = values;
  if (command === 'disconnect-woocommerce') {
    return (key ?? secret ?? join) == null
      ? accepted({ address, demo, connect: null })
      : refused('disconnect-woocommerce needs the address alone');
  }
  if (key === undefined || secret === undefined) {
    return refused(
      'connect-woocommerce needs --key and --secret: make a pair with the permissions Read/Write at WooCommerce → Settings → Advanced → REST API',
    );
  }
  if (join !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(join)) return refused('--join needs the id of a program');
  return accepted({ address, demo, connect: { key: key.trim(), secret: secret.trim(), join } });
}

function parse(words: readonly string[]) {
  try {
    return accepted(
      parseArgs({
        args: [...words],
        allowPositionals: true,
        options: { key: { type: 'string' }, secret: { type: 'string' }, join: { type: 'string' }, demo: { type: 'boolean' } },
      }),
    );
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}
