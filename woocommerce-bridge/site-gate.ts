import { setTimeout as wait } from 'node:timers/promises';

/** Lets few calls of one site run at a time, and none right after another: its host is often small, and its shoppers come first. */
export class SiteGate {
  readonly #atOnce: number;
  readonly #gapMs: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #nextStart = 0;

  constructor(options: { readonly atOnce: number; readonly gapMs: number }) {
    this.#atOnce = options.atOnce;
    this.#gapMs = options.gapMs;
  }

  get isIdle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  async pass<Value>(call: () => Promise<Value>): Promise<Value> {
    if (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      const now = performance.now();
      const start = Math.max(now, this.#nextStart);
      this.#nextStart = start + this.#gapMs;
      if (start > now) await wait(start - now);
      return await call();
    } finally {
      // The place goes over to the next one in line, or becomes free.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
