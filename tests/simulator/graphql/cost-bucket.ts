/** One leaky bucket of points per shop and app: full at first, refilled continuously. */
export class CostBucket {
  private readonly now: () => number;
  private readonly limits: () => { readonly bucketSize: number; readonly restoreRate: number };
  private available: number;
  private at: number;

  constructor(now: () => number, limits: () => { readonly bucketSize: number; readonly restoreRate: number }) {
    this.now = now;
    this.limits = limits;
    this.available = limits().bucketSize;
    this.at = now();
  }

  /** Takes the points of a query, or refuses when they are not there. */
  take(points: number): boolean {
    this.refill();
    if (points > this.available) return false;
    this.available -= points;
    return true;
  }

  /** Gives back what the query did not use after all. */
  giveBack(points: number): void {
    this.available = Math.min(this.limits().bucketSize, this.available + points);
  }

  /** As `extensions.cost.throttleStatus` shows it. */
  status(): { readonly maximumAvailable: number; readonly currentlyAvailable: number; readonly restoreRate: number } {
    this.refill();
    const { bucketSize, restoreRate } = this.limits();
    return { maximumAvailable: bucketSize, currentlyAvailable: Math.floor(this.available), restoreRate };
  }

  private refill(): void {
    const { bucketSize, restoreRate } = this.limits();
    const now = this.now();
    this.available = Math.min(bucketSize, this.available + (Math.max(0, now - this.at) * restoreRate) / 1000);
    this.at = now;
  }
}
