import type { Site } from './site-state.ts';

export interface ResourceLinks {
  readonly self: readonly { readonly href: string; readonly targetHints: { readonly allow: readonly string[] } }[];
  readonly collection: readonly { readonly href: string }[];
}

const EVERYTHING = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The address of a REST resource ("orders/14"). */
export function restUrl(site: Site, path: string): string {
  return `${site.homeUrl}/wp-json/wc/v3/${path}`;
}

/** The `_links` that every resource carries. */
export function resourceLinks(site: Site, collection: string, id: number): ResourceLinks {
  return {
    self: [{ href: restUrl(site, `${collection}/${id}`), targetHints: { allow: EVERYTHING } }],
    collection: [{ href: restUrl(site, collection) }],
  };
}
