import { z } from 'zod';
import type { PublishedProgram, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import type { SiteAccess } from './site-access.ts';
import { WooCommerceRefused } from './site-answer.ts';

/**
 * See CommercePlatform.publishProgram. The plugin keeps it and ignores older revisions; a site without the plugin has no pages of ours, so there is nothing to tell and
 * that is no error: it is told when the plugin is linked.
 */
export async function publishProgram(
  tools: { readonly client: WooCommerceClient; readonly accessFor: (store: StoreRef) => Promise<SiteAccess> },
  store: StoreRef,
  { revision, program, locales }: PublishedProgram,
): Promise<void> {
  try {
    await tools.client.send(await tools.accessFor(store), {
      method: 'post',
      namespace: 'wc-rung/v1',
      path: 'program',
      body: { revision, program, locales },
      answer: z.looseObject({}),
    });
  } catch (error) {
    if (!(error instanceof WooCommerceRefused && error.hasNoRoute)) throw error;
  }
}
