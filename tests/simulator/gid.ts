/** "gid://shopify/Order/123". */
export function gid(type: string, id: number | string): string {
  return `gid://shopify/${type}/${id}`;
}

/** The kind and the number of a global id, or null for other texts. A query part ("?created_by=…") is left out. */
export function readGid(text: string): { readonly type: string; readonly id: number; readonly tail: string } | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/([\w-]+)(?:\?.*)?$/.exec(text);
  if (!match) return null;
  return { type: match[1] ?? '', id: Number(match[2]), tail: match[2] ?? '' };
}

/** The number of a global id of exactly this kind, or null. */
export function idOf(text: string, type: string): number | null {
  const read = readGid(text);
  return read?.type === type && Number.isSafeInteger(read.id) ? read.id : null;
}
