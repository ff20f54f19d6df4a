interface NamedVariant {
  readonly name: string;
  /** The most that its time may be, as a multiple of the baseline's. */
  readonly maxRatio?: number;
}

/**
 * One way of doing a thing. `run` does it `iterations` times and gives something that depends on having
 * done it, so that the engine cannot leave the work out.
 */
export interface LocalVariant extends NamedVariant {
  readonly run: (iterations: number) => unknown;
}

/** A way of doing a thing in a process of its own, which gives the nanoseconds that it took. */
export interface RemoteVariant extends NamedVariant {
  readonly measure: (iterations: number, clock: Clock) => Promise<number>;
}

export type Variant = LocalVariant | RemoteVariant;

export interface Comparison {
  readonly title: string;
  /** Name of the variant that the others are compared with. */
  readonly baseline: string;
  readonly variants: readonly Variant[];
  /** Iterations of each variant in a round; a round of one should take some milliseconds. */
  readonly iterations: number;
  /** Rounds that are counted, after as many as a tenth of them to warm up, at least three. */
  readonly rounds?: number;
  /**
   * `cpu`, the default: processor time of this process, its garbage collection included, which other
   * processes on the machine disturb least. `wall`: time that passed, for work that waits.
   */
  readonly clock?: Clock;
}

export type Clock = 'cpu' | 'wall';

export interface Result {
  readonly name: string;
  /** Median over the rounds. */
  readonly nanosecondsPerOperation: number;
  /** Median of the ratios to the baseline of the same round. */
  readonly ratio: number;
  /** Quarter and three-quarter point of these ratios. */
  readonly ratioSpread: readonly [number, number];
  readonly maxRatio: number | undefined;
}

/** Holds what the last run gave, so that the engine must have done its work. */
const witness: { outcome: unknown } = { outcome: undefined };

/**
 * Measures variants against each other on a machine that is not quiet: they alternate within each round,
 * each time in another order, and are compared within the round, so that what disturbs the machine
 * disturbs all of them. With `--expose-gc` no variant pays for another's garbage.
 */
export async function compare(comparison: Comparison): Promise<readonly Result[]> {
  const { variants, baseline, iterations, rounds = 31, clock = 'cpu' } = comparison;
  const base = variants.findIndex(({ name }) => name === baseline);
  if (base < 0) throw new Error(`no variant is called ${baseline}`);
  const times: number[][] = variants.map(() => []);
  const warmUps = Math.max(3, Math.round(rounds / 10));
  for (let round = -warmUps; round < rounds; round++) {
    for (let turn = 0; turn < variants.length; turn++) {
      const index = (turn + round + warmUps) % variants.length;
      const variant = variants[index];
      if (variant === undefined) continue;
      const nanoseconds = await timeOf(variant, iterations, clock);
      if (round >= 0) times[index]?.push(nanoseconds / iterations);
    }
  }
  const baseTimes = times[base] ?? [];
  return variants.map(({ name, maxRatio }, index) => {
    const own = times[index] ?? [];
    const ratios = own.map((time, round) => time / (baseTimes[round] ?? Number.NaN));
    return {
      name,
      nanosecondsPerOperation: quantile(own, 0.5),
      ratio: quantile(ratios, 0.5),
      ratioSpread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      maxRatio,
    };
  });
}

async function timeOf(variant: Variant, iterations: number, clock: Clock): Promise<number> {
  if ('measure' in variant) return await variant.measure(iterations, clock);
  const { run } = variant;
  globalThis.gc?.();
  const wallStart = process.hrtime.bigint();
  const cpuStart = process.cpuUsage();
  const outcome = run(iterations);
  witness.outcome = outcome instanceof Promise ? await outcome : outcome;
  if (clock === 'wall') return Number(process.hrtime.bigint() - wallStart);
  const { user, system } = process.cpuUsage(cpuStart);
  return (user + system) * 1000;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
