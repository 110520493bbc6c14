import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { framingSiteOf } from './woocommerce-door.ts';

const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

export interface FramePolicy {
  /** Who else may embed the admin pages; null in production. */
  readonly frameAncestors: readonly string[] | null;
  /** The app is reached by https only, and browsers may rely on it. */
  readonly httpsOnly: boolean;
}

/**
 * Headers for every answer. An admin page may be framed by its shop and by Shopify's admin, or by the WooCommerce site whose token it came with, anything else by nobody.
 * They are set at the last moment, because the token was looked at by then, and because pages that Shopify's library answers itself bring a policy of their own, and two policies are both enforced.
 */
export function securityHeaders(policy: FramePolicy): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response;
    response.writeHead = (...args: unknown[]) => {
      const ancestors = frameAncestors(request, response, policy);
      response.setHeader('Content-Security-Policy', `frame-ancestors ${ancestors}; object-src 'none'; base-uri 'self'`);
      return writeHead(...args);
    };
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin');
    response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
    if (policy.httpsOnly) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
    next();
  };
}

function frameAncestors(request: Request, response: Response, { frameAncestors: others }: FramePolicy): string {
  if (!/^\/(app|auth)(\/|$)/.test(request.path)) return "'none'";
  const site = framingSiteOf(response);
  if (site !== null) return site;
  const shop = typeof request.query['shop'] === 'string' ? request.query['shop'].toLowerCase() : '';
  if (!SHOP.test(shop)) return "'none'";
  return [`https://${shop}`, 'https://admin.shopify.com', ...(others ?? [])].join(' ');
}
