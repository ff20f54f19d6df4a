import { createLogger, type LogContext } from '@observatory/shim';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { only } from '../testing/recording.ts';

const written: string[] = [];
const logger = createLogger('odd', {
  destination: { write: (line) => void written.push(line) },
  repeatLimit: 0,
});
/** More than the metadata, the message and an error of one line may take together (docs/shim.md). */
const LONGEST_LINE = 200_000;
const lineOf = (context: unknown, ...given: unknown[]) => {
  const [message] = given.length > 0 ? given : ['odd'];
  written.length = 0;
  logger.info(message as string, context as LogContext);
  const text = only(written);
  expect(text.indexOf('\n')).toBe(text.length - 1);
  expect(text.length).toBeLessThan(LONGEST_LINE);
  return JSON.parse(text);
};
beforeEach(() => {
  written.length = 0;
});

const circular: Record<string, unknown> = { name: 'c' };
circular.self = circular;
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const throwing = () => {
  throw new Error('no');
};

describe('a value in the metadata', () => {
  it.each<[string, unknown, unknown]>([
    ['circular', circular, { name: 'c', self: '[circular]' }],
    ['BigInt', 2n ** 70n, '1180591620717411303424'],
    ['symbol', Symbol('s'), '[Symbol(s)]'],
    ['function', () => 1, '[function]'],
    ['Buffer', Buffer.from('abc'), '[3 bytes]'],
    ['typed array', new Float64Array(2), '[16 bytes]'],
    ['Map', new Map<unknown, unknown>([['a', 1n]]), { a: '1' }],
    ['Set', new Set([1, 'b']), [1, 'b']],
    ['Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['invalid Date', new Date(Number.NaN), null],
    ['NaN', Number.NaN, 'NaN'],
    ['infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['-0', -0, 0],
    ['without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['Error', { inner: new TypeError('t') }, { inner: { name: 'TypeError', message: 't' } }],
    ['throwing toJSON', { toJSON: throwing }, '[unreadable]'],
    [
      'throwing getter',
      Object.defineProperty({}, 'a', { enumerable: true, get: throwing }),
      { a: '[unreadable]' },
    ],
    ['revoked Proxy', revoked.proxy, '[unreadable]'],
    ['lone surrogate', '\ud800', '\ud800'],
    ['line breaks', 'a\nb\u2028c', 'a\nb\u2028c'],
  ])('may be %s', (_name, value, shown) => {
    expect(lineOf({ value }).metadata).toEqual({ value: shown });
    expect(lineOf({ metadata: { value } }).metadata).toEqual({ value: shown });
  });

  it('is cut where it is long, and marked', () => {
    const { value } = lineOf({ value: 'x'.repeat(10_000_000) }).metadata;
    expect(value).toMatch(/^x+…\[truncated\]$/);
    expect(Buffer.byteLength(value)).toBeLessThanOrEqual(10_240);
  });
});

describe('a context', () => {
  it.each<[string, unknown]>([
    ['a revoked Proxy', revoked.proxy],
    ['a Proxy that throws', new Proxy({}, { ownKeys: throwing, getPrototypeOf: throwing })],
    ['a text', 'text'],
    ['a number', 7],
    ['null', null],
    ['a function', throwing],
    ['an array', ['a']],
  ])('may be %s', (_name, context) => {
    expect(lineOf(context).message).toBe('odd');
  });

  it('may have a hundred thousand members, of which some are written', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]));
    for (const context of [many, { metadata: many }]) {
      const { metadata } = lineOf(context);
      expect(Object.keys(metadata)).toHaveLength(81);
      expect(metadata).toMatchObject({ key0: 0, '…': '[left out]' });
    }
  });

  it('may have many long values', () => {
    const long = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`k${index}`, 'é'.repeat(50_000)]),
    );
    expect(Buffer.byteLength(JSON.stringify(lineOf(long)))).toBeLessThan(45_000);
  });

  it('may have a key as long as a book, and one that names the prototype', () => {
    const context = JSON.parse('{"__proto__": {"polluted": 1}}');
    context['k'.repeat(1_000_000)] = 1;
    const { metadata } = lineOf(context);
    expect(Object.keys(metadata).map((key) => key.length)).toEqual([11, 200]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a message', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object', { a: 1 }, '[object Object]'],
    ['without a prototype', Object.create(null), '[unreadable]'],
    ['a format', '%s %d %j', '%s %d %j'],
  ])('may be %s', (_name, message, shown) => {
    expect(lineOf({ rows: 1 }, message)).toMatchObject({ message: shown, metadata: { rows: 1 } });
  });

  it('is cut where it is long', () => {
    expect(Buffer.byteLength(lineOf({}, 'x'.repeat(10_000_000)).message)).toBe(10_240);
  });
});

it('is one line of valid JSON whatever it is given, and leaves that as it was', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withTypedArray: true,
    withSparseArray: true,
    withBoxedValues: true,
    withObjectString: true,
  });
  const context = fc.dictionary(
    fc.oneof(
      fc.string(),
      fc.constantFrom('metadata', 'error', 'userId', 'password', 'toString', '__proto__'),
    ),
    anything,
  );
  fc.assert(
    fc.property(context, fc.string({ unit: 'binary' }), (given, message) => {
      const before = fc.stringify(given);
      expect(lineOf(given, message)).toMatchObject({ level: 'INFO', service: 'odd' });
      logger.child(given).error(message, given);
      expect(fc.stringify(given)).toBe(before);
      JSON.parse(written[1] ?? '');
    }),
  );
});

describe('a timer', () => {
  it.each([
    ['a context that cannot be read', 'load', revoked.proxy],
    ['a name that is a symbol', Symbol('load'), undefined],
  ])('with %s logs and gives the milliseconds', (_what, name, context) => {
    expect(logger.startTimer(name as string, context as LogContext)()).toBeGreaterThanOrEqual(0);
    expect(JSON.parse(only(written)).message).toMatch(/load\)? took [0-9.]+ ms$/);
  });
});
