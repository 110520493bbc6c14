import { randomBytes } from 'node:crypto';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { findStoreAddress, insertAudit, readProgram } from '#app/store/programs.ts';
import type { PluginState, WooCommerceConnection } from '#app/store/woocommerce-connections.ts';
import type { WooCommerceTools } from './woocommerce-tools.ts';
import type { StoreAddress } from './services.ts';

/** A new public name for a store, and a new secret for its plugin: 192 and 256 bits. */
export function newStoreKey(): string {
  return randomBytes(24).toString('base64url');
}

export function newPluginSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A secret may be exchanged while the plugin is being told the one before: then it is told again, a few times at most. */
const MAX_TELLINGS = 3;

/**
 * Tells a site's plugin where the app is and what to sign with. The connection works without a plugin, and without this having worked: what went wrong is kept with it, and
 * the next probe tries again. A secret that was exchanged counts as well as the new one until the plugin has taken the new one. Null: the site is not connected.
 */
export async function linkSite(tools: WooCommerceTools, address: StoreAddress): Promise<PluginState | null> {
  const { desk, connections } = tools;
  for (let telling = 1; ; telling += 1) {
    const connection = await connections.find(address);
    if (connection === null) return null;
    const secret = connection.pluginSecret ?? newPluginSecret();
    // Kept before it is told: a plugin must never sign with what we do not know.
    if (connection.pluginSecret === null)
      await connections.savePlugin(address, connection.plugin, { pluginSecret: secret, earlierPluginSecret: null });
    const state = await tell(tools, connection, secret);
    const isCurrent = (await connections.find(address))?.pluginSecret === secret;
    if (!isCurrent && state.linkedAt !== null && telling < MAX_TELLINGS) continue;
    const isTaken = isCurrent && state.version !== null && state.problem === null;
    await connections.savePlugin(address, state, isTaken ? { pluginSecret: secret, earlierPluginSecret: null } : undefined);
    if (state.problem !== null)
      desk.log.warn({ storeId: address.storeId, reason: state.problem }, 'the plugin of a site could not be linked');
    else if (state.version !== null) await tools.onLinked?.({ programId: address.programId, storeId: address.storeId });
    return state;
  }
}

async function tell(tools: WooCommerceTools, connection: WooCommerceConnection, secret: string): Promise<PluginState> {
  const { desk, sites, appUrl } = tools;
  const program = await readProgram(desk.database, connection.programId);
  try {
    const linked = await sites.link(connection, { appUrl, storeKey: connection.storeKey, secret, programName: program?.name ?? '' });
    if (linked === null) return { version: null, problem: null, linkedAt: null };
    return { version: linked.plugin, problem: null, linkedAt: await desk.database.now() };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { ...connection.plugin, problem: `The plugin could not be linked: ${error.message}.` };
  }
}

/**
 * Exchanges the secret of a site's plugin, for example because it may have been seen. The old one ends as soon as the plugin has the new one; while the plugin cannot be
 * reached it keeps working with the old one, and each probe tries again. Null: the site is not connected.
 */
export async function rotatePluginSecret(
  tools: WooCommerceTools,
  domain: string,
  actor: { readonly kind: string; readonly id: string | null },
): Promise<PluginState | null> {
  const { desk, connections } = tools;
  const address = await findStoreAddress(desk.database.pool, 'woocommerce', domain.toLowerCase());
  const connection = address && (await connections.find(address));
  if (!address || !connection) return null;
  // A rotation that the plugin has not taken yet is not stacked: the plugin may still have the one before it.
  const earlierPluginSecret = connection.earlierPluginSecret ?? connection.pluginSecret;
  await connections.savePlugin(address, connection.plugin, { pluginSecret: newPluginSecret(), earlierPluginSecret });
  await insertAudit(desk.database.pool, address.programId, {
    ...{ actorKind: actor.kind, actorId: actor.id, action: 'plugin-secret-rotated', subject: address.storeId },
    details: {},
  });
  return linkSite(tools, address);
}
