import { z } from 'zod';
import type { LinkedPlugin, PluginLink, WooCommerceAccess } from '#app/contracts/woocommerce.ts';
import type { WooCommerceClient } from './client.ts';
import { WooCommerceRefused } from './site-answer.ts';

const NAMESPACE = 'wc-rung/v1';

const linked = z.looseObject({ plugin: z.string().max(50) });

/** Tells the plugin where the app is and what to sign with. Null: there is no plugin. Throws PlatformError for everything else that went wrong. */
export async function linkPlugin(client: WooCommerceClient, access: WooCommerceAccess, link: PluginLink): Promise<LinkedPlugin | null> {
  try {
    const { plugin } = await client.send(access, {
      method: 'post',
      namespace: NAMESPACE,
      path: 'link',
      body: { version: 1, ...link },
      answer: linked,
    });
    return { plugin };
  } catch (error) {
    if (error instanceof WooCommerceRefused && error.hasNoRoute) return null;
    throw error;
  }
}

/** Makes the plugin forget us; no plugin, or one that has forgotten already, is no error. */
export async function unlinkPlugin(client: WooCommerceClient, access: WooCommerceAccess): Promise<void> {
  try {
    await client.send(access, { method: 'delete', namespace: NAMESPACE, path: 'link', answer: z.looseObject({}) });
  } catch (error) {
    if (!(error instanceof WooCommerceRefused && (error.hasNoRoute || error.isMissing))) throw error;
  }
}
