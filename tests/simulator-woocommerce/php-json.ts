/** JSON as PHP writes it: slashes and everything beyond ASCII are escaped, so that nobody can verify a signature on re-serialised text. */
export function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replaceAll(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
