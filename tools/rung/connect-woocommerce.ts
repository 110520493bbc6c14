import { parseArgs } from 'node:util';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { connectWooCommerce, disconnectWooCommerce, KEYS_IN_QUERY } from '#app/services/connect-woocommerce.ts';
import { hashJoinCode, makeJoinCode } from '#app/services/join-codes.ts';
import { rotatePluginSecret } from '#app/services/link-plugin.ts';
import { readProgram } from '#app/store/programs.ts';
import type { Wiring } from '#app/wiring.server.ts';
import { openForOperator } from './operator.ts';

export const SITE_COMMANDS = ['connect-woocommerce', 'disconnect-woocommerce', 'rotate-plugin-secret', 'join-code'] as const;

export const SITE_HELP = [
  '  npm run rung -- connect-woocommerce <address> --key ck_… --secret cs_… [--join <one-time code>]',
  '  npm run rung -- disconnect-woocommerce <address>',
  '  npm run rung -- rotate-plugin-secret <address>',
  '  npm run rung -- join-code <program id>',
] as const;

/** 0 done, 1 refused or not connected, 2 wrong use. */
type Outcome = 0 | 1 | 2;

interface Asked {
  /** Of a site; of a program for a code. */
  readonly about: string;
  readonly demo: boolean;
  readonly act: (wiring: Wiring, about: string) => Promise<Outcome>;
}

const OPERATOR = { kind: 'operator', id: 'command-line' } as const;

export function isSiteCommand(word: string | undefined): boolean {
  return (SITE_COMMANDS as readonly (string | undefined)[]).includes(word);
}

/** Connects or disconnects a WooCommerce site, exchanges its plugin's secret, makes a code for joining. Says what was done, or what to do. */
export async function runSiteCommand(words: readonly string[]): Promise<Outcome> {
  const asked = readWords(words);
  if (!asked.ok) {
    process.stderr.write(`${asked.refusal}\nTry: npm run rung -- --help\n`);
    return 2;
  }
  const { about, demo, act } = asked.value;
  const wiring = await openForOperator({ demo, say: (message) => void process.stderr.write(`${message}\n`) });
  try {
    return await act(wiring, about);
  } finally {
    await wiring.close();
  }
}

interface Keys {
  readonly key: string;
  readonly secret: string;
  readonly join: string | null;
}

async function connect(wiring: Wiring, address: string, { key, secret, join }: Keys): Promise<Outcome> {
  const connected = await connectWooCommerce(wiring.woocommerce, {
    access: { baseUrl: address, consumerKey: key.trim(), consumerSecret: secret.trim() },
    joinCodeHash: join === null ? null : hashJoinCode(join),
  });
  if (!connected.ok) {
    process.stderr.write(`${connected.refusal.message}\n`);
    return 1;
  }
  const { domain, name, currency, version, programId, joined, keysIn } = connected.value;
  process.stdout.write(
    `${name} (${domain}, ${currency}, WooCommerce ${version}) is connected and ${joined ? 'shares' : 'has'} the program ${programId}.\n`,
  );
  if (keysIn === 'query') process.stdout.write(`${KEYS_IN_QUERY}\n`);
  return 0;
}

async function disconnect(wiring: Wiring, address: string): Promise<Outcome> {
  const domain = domainOf(address);
  const isDone = await disconnectWooCommerce(wiring.woocommerce, { domain, actor: OPERATOR });
  process.stdout.write(isDone ? `${domain} is disconnected. Its books stay.\n` : `${domain} is not connected.\n`);
  return isDone ? 0 : 1;
}

async function rotate(wiring: Wiring, address: string): Promise<Outcome> {
  const domain = domainOf(address);
  const plugin = await rotatePluginSecret(wiring.woocommerce, domain, OPERATOR);
  if (plugin === null) {
    process.stderr.write(`${domain} is not connected.\n`);
    return 1;
  }
  const taken =
    plugin.version === null ? 'There is no plugin on the site just now: it gets the secret when there is.' : 'The plugin has the new one.';
  process.stdout.write(
    plugin.problem === null
      ? `The secret is exchanged. ${taken}\n`
      : `The secret is exchanged, the old one still counts. ${plugin.problem}\n`,
  );
  return 0;
}

async function makeCode(wiring: Wiring, programId: string): Promise<Outcome> {
  if (!PROGRAM_ID.test(programId) || (await readProgram(wiring.database, programId)) === null) {
    process.stderr.write(`There is no program ${programId}.\n`);
    return 1;
  }
  const { code, expiresAt } = await makeJoinCode(wiring.desk, { programId, actor: OPERATOR });
  process.stdout.write(`${code}\nOne other store can join the program with it until ${instantToIso(expiresAt)}. It is not shown again.\n`);
  return 0;
}

const PROGRAM_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function domainOf(address: string): string {
  return address.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
}

function readWords([command = '', ...words]: readonly string[]): Result<Asked, string> {
  const parsed = parse(words);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [about, ...rest] = positionals;
  const { key, secret, join = null, demo = false } = values;
  if (about === undefined || rest.length > 0)
    return refused(`${command} needs ${command === 'join-code' ? 'the id of one program' : 'the address of one site'}`);
  if (command === 'connect-woocommerce') {
    if (key === undefined || secret === undefined) {
      return refused(
        'connect-woocommerce needs --key and --secret: make a pair with the permissions Read/Write at WooCommerce → Settings → Advanced → REST API',
      );
    }
    return accepted({ about, demo, act: (wiring) => connect(wiring, about, { key, secret, join }) });
  }
  if ((key ?? secret ?? join) != null) return refused(`${command} takes no keys and no code`);
  const act = { 'disconnect-woocommerce': disconnect, 'rotate-plugin-secret': rotate, 'join-code': makeCode }[command];
  return act === undefined ? refused(`there is no command ${command}`) : accepted({ about, demo, act });
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
