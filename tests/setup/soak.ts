/** How many runs a property makes: the usual number, or that many times more in `npm run test:soak`. */
export function runs(usual: number): number {
  return usual * Number(process.env['RUNG_SOAK'] ?? 1);
}
