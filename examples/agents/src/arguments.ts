import { parseArgs } from 'node:util';
import type { FaultKind } from './faults/faults.ts';
import { RETRIED_SHARE } from './plan.ts';
import { strikingFaults } from './scenario-plans.ts';

/** What the fleet was asked to do. */
export interface FleetArguments {
  readonly runsPerMinute: number;
  /** Share of the runs that fail, 0 to 1. */
  readonly failures: number;
  /** Runs that start and go silent: below 1 a share of all runs, from 1 on how many in all. */
  readonly stuck: number;
  /** Share of the runs that get over a fault by trying again, 0 to 1. */
  readonly retries: number;
  /** What alone goes wrong; undefined where anything may. */
  readonly fault: FaultKind | undefined;
  readonly seed: number;
  /** How many times faster than recorded the models answer. */
  readonly speed: number;
  /** Infinity where the fleet is to go on. */
  readonly runs: number;
  readonly durationMs: number;
  readonly quiet: boolean;
  readonly help: boolean;
}

type Reading<T> = { readonly value: T } | { readonly expected: string };

/** A decimal number, without the other spellings that `Number` takes (hexadecimal, blanks, the empty text). */
const decimal = (text: string) => (/^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN);

const numberWhere =
  (accept: (value: number) => boolean, expected: string) =>
  (text: string): Reading<number> => {
    const value = decimal(text);
    return accept(value) ? { value } : { expected };
  };

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function duration(text: string): Reading<number> {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const value = Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN);
  return value > 0 ? { value } : { expected: 'a time above 0 such as 90s, 5m or 1h' };
}

const readers = {
  rate: numberWhere((n) => n > 0 && n <= 6_000, 'runs per minute, above 0 and at most 6000'),
  failures: numberWhere((n) => n >= 0 && n <= 1, 'a share from 0 to 1'),
  retries: numberWhere((n) => n >= 0 && n <= 1, 'a share from 0 to 1'),
  stuck: numberWhere(
    (n) => n >= 0 && (n < 1 || Number.isSafeInteger(n)),
    'a share from 0 to below 1, or a whole number of runs',
  ),
  seed: numberWhere((n) => Number.isSafeInteger(n) && n >= 0, 'a whole number from 0 to 2^53 - 1'),
  speed: numberWhere((n) => n >= 0.1 && n <= 1_000, 'a factor from 0.1 to 1000'),
  runs: numberWhere((n) => Number.isSafeInteger(n) && n >= 1, 'a whole number from 1 on'),
  duration,
} as const;

const flag = { type: 'boolean' } as const;
const text = { type: 'string' } as const;
const options = {
  rate: text,
  failures: text,
  stuck: text,
  retries: text,
  fault: text,
  seed: text,
  speed: text,
  runs: text,
  duration: text,
  quiet: flag,
  help: { ...flag, short: 'h' },
} as const;

/** A seed whose first ten runs show a bit of everything. */
const DEFAULT_SEED = 1561;

/**
 * Reads the command line (without node and script). `problems` holds one sentence for each argument that
 * is wrong, saying what was expected and what came; where it is not empty, the defaults stand in.
 */
export function readArguments(argv: readonly string[]): {
  readonly args: FleetArguments;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const { values, tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });

  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`Expected options only, got '${token.value}'.`);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name)
      ? options[token.name as keyof typeof options]
      : undefined;
    if (!option) problems.push(`There is no option ${token.rawName}; --help lists them.`);
    else if (option.type === 'boolean' && token.value !== undefined)
      problems.push(`${token.rawName} takes no value, got '${token.value}'.`);
  }

  const read = (name: keyof typeof readers, without: number): number => {
    const text = values[name];
    if (text === undefined) return without;
    const reading = readers[name](String(text));
    if ('value' in reading) return reading.value;
    problems.push(`--${name} expects ${reading.expected}, got ${text === true ? 'nothing' : `'${text}'`}.`);
    return without;
  };

  const fault = strikingFaults.find((kind) => kind === values.fault);
  if (values.fault !== undefined && fault === undefined) {
    const got = values.fault === true ? 'nothing' : `'${values.fault}'`;
    problems.push(`--fault expects one of ${strikingFaults.join(', ')}, got ${got}.`);
  }

  const args: FleetArguments = {
    runsPerMinute: read('rate', 20),
    failures: read('failures', 0.15),
    stuck: read('stuck', 0.02),
    retries: read('retries', RETRIED_SHARE),
    fault,
    seed: read('seed', DEFAULT_SEED),
    speed: read('speed', 1),
    runs: read('runs', Number.POSITIVE_INFINITY),
    durationMs: read('duration', Number.POSITIVE_INFINITY),
    quiet: values.quiet === true,
    help: values.help === true,
  };
  return { args, problems };
}
