import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_NORMALISED, normaliseMessage } from './normalise-message.ts';

const runs = { numRuns: Number(process.env.RUNS ?? 300) };

describe('a normal error message', () => {
  test.each([
    ['timed out after 3000 ms', 'timed out after <*> ms'],
    ['timed out after 1.5e3ms', 'timed out after <*>ms'],
    ['balance is -12.50, limit +3', 'balance is <*>, limit <*>'],
    ['user 550e8400-e29b-41d4-a716-446655440000 is unknown', 'user <*> is unknown'],
    ['object 0x7ffee4b1 at deadbeefcafe', 'object <*> at <*>'],
    ['order ord_9f8e7d6c5b4a failed', 'order ord_<*> failed'],
    ["Cannot find module 'left-pad'", 'Cannot find module <*>'],
    ['key "user:42" is missing', 'key <*> is missing'],
    ['„straße“ ist “zu lang”', '<*> ist <*>'],
    ["can't open the customer's cart", "can't open the customer's cart"],
    [
      "ENOENT: no such file or directory, open '/srv/app/a.json'",
      'ENOENT: no such file or directory, open <*>',
    ],
    ['cannot read /var/lib/app/a b.txt', 'cannot read <*> b.txt'],
    ['cannot read C:\\Users\\me\\a.txt now', 'cannot read <*> now'],
    ['at src/tools/search.ts:12:3', 'at <*>'],
    ['input/output and/or error', 'input/output and/or error'],
    ['GET https://api.example.com/v1/x?y=1 answered 503', 'GET <*> answered <*>'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED <*>'],
    ['connect ECONNREFUSED ::1:5432', 'connect ECONNREFUSED <*>'],
    ['mail to Ann.Lee+x@example.co.uk bounced', 'mail to <*> bounced'],
    ['expired at 2026-11-20T10:00:00.123Z', 'expired at <*>'],
    ['expired at Fri, 20 Nov 2026 10:00:00 GMT', 'expired at <*>'],
    ['retry at 10:03:59', 'retry at <*>'],
    ['no stock of 12, 13, 14', 'no stock of <*>'],
    ['  two\n\tlines  ', 'two lines'],
    ['', ''],
    ['数量は 42 個です 🙂', '数量は <*> 個です 🙂'],
  ])('of %j is %j', (message, expected) => {
    expect(normaliseMessage(message)).toBe(expected);
  });

  test('is cut between whole characters', () => {
    const text = normaliseMessage('🙂'.repeat(1000));
    expect(text.length).toBeLessThanOrEqual(MAX_NORMALISED);
    expect(text.isWellFormed()).toBe(true);
    expect(normaliseMessage('\ud83d broken')).toBe('\ufffd broken');
  });

  const pieces = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      "'",
      '"',
      '`',
      '/',
      '<',
      '*',
      '>',
      '<*>',
      '::',
      '@',
      'a1',
      '0x',
      ' ',
      '-',
      '“',
      '”',
      '\ud800',
      '\n',
      '1:2',
      'C:\\',
    ),
  );
  const anything = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));

  test('is short, well-formed and its own normal form, whatever the message', () => {
    fc.assert(
      fc.property(anything, (message) => {
        const once = normaliseMessage(message);
        expect(once.length).toBeLessThanOrEqual(MAX_NORMALISED);
        expect(once.isWellFormed()).toBe(true);
        expect(normaliseMessage(once)).toBe(once);
      }),
      runs,
    );
  });

  const words = fc.constantFrom(
    'order',
    'of user',
    'was not found',
    'in',
    'answered',
    'Überlauf',
    '失敗',
    'expected',
  );
  const values = fc.constantFrom<fc.Arbitrary<string>>(
    fc.integer().map(String),
    fc.uuid(),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 8, maxLength: 40 }),
    fc
      .string({ unit: fc.constantFrom(...'abc.de+f_'), minLength: 1, maxLength: 9 })
      .map((name) => `a${name}@example.org`),
    fc.webUrl({ validSchemes: ['http', 'https'] }).map((url) => url.replace(/[)\]}'"`<>]/g, '')),
    fc
      .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2100-01-01') })
      .map((date) => date.toISOString()),
    fc.string({ unit: fc.constantFrom(...'abc def'), maxLength: 20 }).map((text) => `"${text}"`),
    fc
      .array(fc.constantFrom('srv', 'app', 'tmp', 'x.json'), { minLength: 2, maxLength: 5 })
      .map((parts) => `/${parts.join('/')}`),
  );
  const template = fc.array(fc.tuple(words, values), { minLength: 1, maxLength: 6 });

  test('is the same for the same message with other values', () => {
    const two = template.chain((parts) => {
      const filled = () => fc.tuple(...parts.map(([word, value]) => value.map((text) => `${word} ${text}`)));
      return fc.tuple(filled(), filled());
    });
    fc.assert(
      fc.property(two, ([one, other]) => {
        expect(normaliseMessage(one.join(' '))).toBe(normaliseMessage(other.join(' ')));
      }),
      runs,
    );
  });

  test.each([
    'a'.repeat(1e6),
    '/a'.repeat(1e6),
    "'".repeat(1e6),
    '1,'.repeat(1e6),
    'a@'.repeat(1e6),
    ':'.repeat(1e6),
  ])('of a megabyte is found without looking at all of it', (message) => {
    expect(normaliseMessage(message).length).toBeLessThanOrEqual(MAX_NORMALISED);
  });
});
