/** Shopify's global id of an object: gid('Order', '123') is "gid://shopify/Order/123". */
export function gid(type: string, id: string): string {
  return id.startsWith('gid://') ? id : `gid://shopify/${type}/${id}`;
}

/** The plain id inside a global id ("gid://shopify/Order/123?x=1" → "123"); a plain id stays as it is. */
export function plainId(globalId: string): string {
  const path = globalId.split('?', 1)[0] ?? globalId;
  return path.slice(path.lastIndexOf('/') + 1);
}
