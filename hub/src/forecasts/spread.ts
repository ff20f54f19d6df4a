/** How wide errors are spread where so much was foretold. */
export interface Spread {
  /** Standard deviation. */
  of(foretold: number): number;
}

/** Beyond, squares of what follows from it would be no numbers any more. */
const MOST = 1e100;

/**
 * Errors grow with a power of what is foretold (Taylor 1961): not at all, like a count's (1), or in proportion (2). The power is
 * the one under which the errors seen so far are likeliest, if spread normally.
 */
export function spreadOf(errors: readonly number[], foretold: readonly number[]): Spread {
  const mean = foretold.reduce((sum, one) => sum + Math.abs(one), 0) / Math.max(1, foretold.length);
  // What is hardly expected at all still has some error.
  const least = Math.max(mean / 50, Number.MIN_VALUE);
  const sizeOf = (one: number, power: number) => Math.max(Math.abs(one), least) ** (power / 2);
  let best = { power: 0, deviation: 0, cost: Number.POSITIVE_INFINITY };
  for (const power of [0, 1, 2]) {
    let squared = 0;
    let logs = 0;
    for (const [at, error] of errors.entries()) {
      const size = sizeOf(foretold[at] ?? 0, power);
      squared += (error / size) ** 2;
      logs += Math.log(size);
    }
    const deviation = Math.sqrt(squared / Math.max(1, errors.length));
    const cost = errors.length * Math.log(Math.max(deviation, Number.MIN_VALUE)) + logs;
    if (deviation < MOST && cost < best.cost) best = { power, deviation, cost };
  }
  return { of: (one) => best.deviation * sizeOf(one, best.power) };
}
