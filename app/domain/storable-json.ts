/**
 * The text of a JSON document without what a database of UTF-8 refuses to keep: the character 0 is left out, half a surrogate pair becomes U+FFFD. Everything else stays
 * letter by letter, long numbers too. People type neither; names and notes of shoppers may hold both all the same, and must not stop their order.
 */
export function storableJson(text: string): string {
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return text;
  return text.replaceAll(ESCAPES, (escape, pair?: string) => {
    if (pair !== undefined || escape.length !== 6) return escape;
    return escape.toLowerCase() === '\\u0000' ? '' : '\\ufffd';
  });
}

/** A whole pair; else what must not stay; else any other escape, so that an escaped backslash hides nothing. */
const ESCAPES = /(\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u(?:0000|d[89a-f][0-9a-f]{2})|\\./gis;
