/**
 * One environment variable: how its text is read, and what the table in docs/shim.md says about it.
 * `read` gives undefined for a text that it does not accept; `expected` then says what it would.
 */
export interface Variable<T> {
  readonly type: string;
  readonly fallback: T;
  /** How the table shows the default, where its value alone would not say it. */
  readonly fallbackText?: string;
  readonly meaning: string;
  readonly expected: string;
  readonly read: (text: string) => T | undefined;
  /** What to do instead, of a variable that is known and has no effect. */
  readonly instead?: string;
}

/** The longest that a timer of Node runs. */
export const MAX_TIMER_MS = 2_147_483_647;

const switchWords = new Map([
  ['true', true],
  ['1', true],
  ['on', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['off', false],
  ['no', false],
]);

/** true or false; also 1, on, yes and 0, off, no, in any case. */
export function onOff(fallback: boolean, meaning: string): Variable<boolean> {
  return {
    type: 'switch',
    fallback,
    meaning,
    expected: 'true or false',
    read: (text) => switchWords.get(text.toLowerCase()),
  };
}

/** Any text that is not empty. */
export function text<F extends string | undefined>(
  fallback: F,
  meaning: string,
  fallbackText?: string,
): Variable<string | F> {
  return {
    type: 'text',
    fallback,
    meaning,
    expected: 'a text',
    read: (given) => given,
    ...(fallbackText === undefined ? {} : { fallbackText }),
  };
}

/** What names of metrics may start with. */
export function metricPrefix(fallback: string, meaning: string): Variable<string> {
  return {
    ...text(fallback, meaning),
    expected: 'letters, digits and _ after a letter',
    read: (given) => (/^[a-zA-Z][a-zA-Z0-9_]{0,99}$/.test(given) ? given : undefined),
  };
}

/** An integer between two bounds, both included. */
export function integer(options: {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  readonly meaning: string;
}): Variable<number> {
  const { fallback, min, max, unit, meaning } = options;
  return {
    type: unit ? `integer, ${unit}` : 'integer',
    fallback,
    meaning,
    expected: `an integer from ${min} to ${max}`,
    read: (given) => {
      const value = /^[+-]?\d+$/.test(given) ? Number(given) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** A number from 0 to 1. */
export function ratio<F extends number | undefined>(
  fallback: F,
  meaning: string,
  fallbackText?: string,
): Variable<number | F> {
  return {
    type: 'ratio',
    fallback,
    meaning,
    expected: 'a number from 0 to 1',
    read: (given) => {
      const value = /^[0-9.]+(e-?\d+)?$/i.test(given) ? Number(given) : Number.NaN;
      return value >= 0 && value <= 1 ? value : undefined;
    },
    ...(fallbackText === undefined ? {} : { fallbackText }),
  };
}

/** One of a list of words, in any case. */
export function choice<const W extends string>(
  words: readonly W[],
  fallback: NoInfer<W>,
  meaning: string,
): Variable<W> {
  return { ...optionalChoice(words, undefined, meaning), fallback, read: wordReader(words) };
}

/** One of a list of words, in any case, or nothing, which then means what `fallbackText` says. */
export function optionalChoice<const W extends string>(
  words: readonly W[],
  fallbackText: string | undefined,
  meaning: string,
): Variable<W | undefined> {
  return {
    type: words.map((word) => `\`${word}\``).join(', '),
    fallback: undefined,
    meaning,
    expected: `one of ${words.join(', ')}`,
    read: wordReader(words),
    ...(fallbackText === undefined ? {} : { fallbackText }),
  };
}

export function wordReader<W extends string>(words: readonly W[]): (text: string) => W | undefined {
  return (given) => words.find((word) => word === given.toLowerCase());
}

/** A variable whose absence means what `fallbackText` says. */
export function optional<T>(variable: Variable<T>, fallbackText: string): Variable<T | undefined> {
  return { ...variable, fallback: undefined, fallbackText };
}

/** Milliseconds that pass between two things. */
export function interval(fallback: number, meaning: string): Variable<number> {
  return integer({ fallback, min: 1, max: MAX_TIMER_MS, unit: 'ms', meaning });
}

/** Milliseconds after which an export is given up; 0 is none, as the specification has it. */
export function timeout(fallback: number, meaning: string): Variable<number> {
  const { read, ...variable } = integer({ fallback, min: 0, max: MAX_TIMER_MS, unit: 'ms', meaning });
  return { ...variable, read: (given) => (read(given) === 0 ? MAX_TIMER_MS : read(given)) };
}

/** How many, or how long, at most; `fallbackText` says what holds where nothing is given. */
export function limit(fallbackText: string, meaning: string): Variable<number | undefined> {
  return optional(integer({ fallback: 0, min: 0, max: MAX_TIMER_MS, meaning }), fallbackText);
}

/** A variable that others read and the shim does not; `instead` says what to do. */
export function unused(instead: string): Variable<string | undefined> {
  return { ...text(undefined, `Not used: ${instead}.`, 'none'), instead };
}

/** A TCP port; `off` for none, 0 for any free one. */
export function port<F extends number | undefined>(
  fallback: F,
  meaning: string,
): Variable<number | 'off' | F> {
  return {
    type: 'port',
    fallback,
    meaning,
    expected: 'a port from 0 to 65535, or off',
    read: (given) => {
      if (given.toLowerCase() === 'off') return 'off';
      return /^\d{1,5}$/.test(given) && Number(given) <= 65_535 ? Number(given) : undefined;
    },
  };
}

/** Stands for the scheme of an address that has none, until it is known which protocol it takes. */
export const NO_SCHEME = 'otlp:';

/** An address whose forms `resolveTargets` takes apart; `host:port` is one too. */
export function address(fallbackText: string, meaning: string): Variable<string | undefined> {
  return {
    type: 'URL',
    fallback: undefined,
    fallbackText,
    meaning,
    expected: 'an address such as http://localhost:4318',
    read: (given) => {
      const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(given);
      const url = hasScheme ? given : `http://${given}`;
      if (!URL.canParse(url) || new URL(url).hostname === '') return undefined;
      return hasScheme ? given : `${NO_SCHEME}//${given}`;
    },
  };
}
