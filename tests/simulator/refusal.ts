/** The simulator refuses what Shopify's own screens would refuse (refund more than was paid, cancel twice): the caller made a mistake. */
export class SimulatorRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SimulatorRefusal';
  }
}

/** The value, or a refusal that says what is missing. */
export function required<Value>(value: Value | null | undefined, message: string): Value {
  if (value === null || value === undefined) throw new SimulatorRefusal(message);
  return value;
}
