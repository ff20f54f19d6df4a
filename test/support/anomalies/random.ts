/** Numbers that look random and are the same at each run: mulberry32. */
export interface Random {
  /** Between 0 and 1. */
  readonly uniform: () => number;
  readonly normal: () => number;
  /** How many of something that happens `mean` times on average. */
  readonly poisson: (mean: number) => number;
  /** Around `median`, with a long tail to the right; `sigma` is how long. */
  readonly lognormal: (median: number, sigma: number) => number;
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    poisson: (mean) => {
      if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = uniform(); product > limit; product *= uniform()) count += 1;
      return count;
    },
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
  };
}
