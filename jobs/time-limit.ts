/** Something took longer than it may. What it does goes on in the background; its leases in the database run out by themselves. */
export class TimeLimitError extends Error {
  override name = 'TimeLimitError';
}

/** Waits for `work`, at most `limitMs`; then throws TimeLimitError, which names `what`. */
export async function withTimeLimit<Value>(work: Promise<Value>, limitMs: number, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`${what} took longer than ${limitMs / 1_000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
