/** Shopify's statement of a shop's bucket, as it comes with every answer (extensions.cost.throttleStatus). */
export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  /** Points that come back each second. */
  readonly restoreRate: number;
}

/** A place in the queue: its points are set aside until it is settled or given back. */
export interface BudgetPlace {
  readonly points: number;
  /** How long to wait before calling. */
  readonly waitMs: number;
}

/**
 * One shop's bucket of query points, as far as this process knows it. Calls set their points aside before they are sent, in the order they ask, so that
 * calls side by side do not all count on the same points. Other processes share the bucket unseen; every answer corrects the guess.
 */
export class CallBudget {
  #available = Number.POSITIVE_INFINITY;
  #maximum = Number.POSITIVE_INFINITY;
  #restoreRate = 0;
  #at = 0;
  #inFlight = 0;

  /** Sets points aside; the answer says how long to wait for them. Unknown bucket: no wait. */
  take(points: number, now: number): BudgetPlace {
    this.#refill(now);
    // More than the bucket holds would wait for ever; Shopify itself refuses such a call.
    const wanted = Math.min(points, this.#maximum);
    this.#available -= wanted;
    this.#inFlight += wanted;
    const missing = Math.max(0, -this.#available);
    return { points: wanted, waitMs: missing === 0 ? 0 : Math.ceil((missing / this.#restoreRate) * 1000) };
  }

  /** The call was answered, with Shopify's own statement when there is one. */
  settle(place: BudgetPlace, status: ThrottleStatus | null, now: number): void {
    this.#inFlight -= place.points;
    if (status === null) return;
    this.#maximum = status.maximumAvailable;
    this.#restoreRate = status.restoreRate;
    this.#available = status.currentlyAvailable - this.#inFlight;
    this.#at = now;
  }

  /** The call was not sent. */
  giveBack(place: BudgetPlace): void {
    this.#inFlight -= place.points;
    this.#available += place.points;
  }

  #refill(now: number): void {
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#available = Math.min(this.#maximum - this.#inFlight, this.#available + seconds * this.#restoreRate);
    this.#at = now;
  }
}
