import type { ShopifyDoor } from './request-context.ts';

interface Claims {
  readonly sub?: unknown;
  readonly iss?: unknown;
}

/**
 * Shopify's sign-in for members of staff alone. The library takes every token that is signed for the app, and customers hold such tokens as well: those of the extensions in
 * checkout and account, with `sub` "gid://shopify/Customer/…". With one of those nobody gets into the admin of the shop: 403.
 */
export function staffOnly({ authenticate }: ShopifyDoor): ShopifyDoor {
  return {
    authenticate: {
      async admin(request) {
        const visit = await authenticate.admin(request);
        if (!isStaff(visit.sessionToken ?? {}, visit.session.shop)) throw new Response(null, { status: 403, statusText: 'Forbidden' });
        return visit;
      },
    },
  };
}

/** A token of the admin names a member of staff by number, and the shop's own admin as its issuer. */
function isStaff({ sub, iss }: Claims, shop: string): boolean {
  return typeof sub === 'string' && /^\d{1,20}$/.test(sub) && typeof iss === 'string' && URL.parse(iss)?.hostname === shop;
}
