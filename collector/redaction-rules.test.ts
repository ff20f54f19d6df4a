import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BARE_REPLACEMENT, redactionRules } from './redaction-rules.ts';
import { redactionSamples } from './redaction-samples.ts';

const byName = new Map(redactionRules.map((rule) => [rule.name, rule]));
/** As the collector replaces: every place, `${1}` for the first group. */
function apply(name: string, text: string): string {
  const rule = byName.get(name);
  if (rule === undefined) throw new Error(`no rule ${name}`);
  const replaced = (before: string, pattern: string, replacement: string) =>
    before.replace(new RegExp(pattern, 'g'), replacement.replace(/\$\{(\d)\}/g, '$$$1'));
  const bare = rule.bare === undefined ? text : replaced(text, rule.bare, BARE_REPLACEMENT);
  return replaced(bare, rule.pattern, rule.replacement);
}
const reading = redactionRules.filter(({ kind }) => kind !== 'name').map(({ name }) => name);
const applyAll = (text: string) => reading.reduce((before, name) => apply(name, before), text);

const cases = Object.entries(redactionSamples);

describe.each(cases)('the rule %s', (name, { found, left }) => {
  it.each(found)('finds $text', ({ text, becomes }) => {
    expect(apply(name, text)).toBe(becomes);
  });
  it.each(found)('is asked of a record with $text', ({ text }) => {
    const hints = byName.get(name)?.hints ?? [];
    expect(hints.some((hint) => new RegExp(hint).test(`a.key="${text.toLowerCase()}" b=1`))).toBe(true);
  });
  it.each(found)('finds $text in JSON, at the beginning of a line too', ({ text, becomes }) => {
    for (const before of ['', '\n', 'see:\t', 'a\\']) {
      const value = { list: [before + text, { text: before + text }] };
      const redacted = { list: [before + becomes, { text: before + becomes }] };
      expect(JSON.parse(apply(name, JSON.stringify(value)))).toEqual(redacted);
      const nested = JSON.parse(apply(name, JSON.stringify({ json: JSON.stringify(value) })));
      expect(JSON.parse(nested.json)).toEqual(redacted);
    }
  });
  it.each(left)('leaves %s', (text) => {
    expect(apply(name, text)).toBe(text);
  });
});

describe('the rule secret-names', () => {
  const pattern = new RegExp(byName.get('secret-names')?.pattern ?? '');
  it.each([
    'password',
    'db.password',
    'http.request.header.authorization',
    'http.response.header.set-cookie',
    'openai.api_key',
    'x-api-key',
    'client_secret',
    'oauth.refresh_token',
  ])('finds %s', (name) => {
    expect(pattern.test(name)).toBe(true);
  });
  it.each([
    'gen_ai.usage.input_tokens',
    'gen_ai.token.type',
    'password.reset.count',
    'secretary',
    'http.route',
    'user.id',
    'gen_ai.request.max_tokens',
  ])('leaves %s', (name) => {
    expect(pattern.test(name)).toBe(false);
  });
});

it('has samples of each rule that reads values', () => {
  expect(Object.keys(redactionSamples).sort()).toEqual([...reading].sort());
});

it('has a name once, of the form that the setting takes', () => {
  const names = redactionRules.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z-]+$/);
});

describe('in JSON', () => {
  it('a bare card number or value of a secret name becomes 0, and the JSON stays JSON', () => {
    const value = {
      card: 4_111_111_111_111_111,
      cards: [4_111_111_111_111_111, 378_282_246_310_005, 1],
      apiKey: 12_345,
      password: null,
      passwords: true,
      id: 1_111_111_111_111_111,
    };
    const redacted = { ...value, card: 0, cards: [0, 0, 1], apiKey: 0, password: 0 };
    expect(JSON.parse(applyAll(JSON.stringify(value)))).toEqual(redacted);
    expect(JSON.parse(applyAll(JSON.stringify(value, null, 2)))).toEqual(redacted);
  });
  it('no find goes beyond the string that it is in', () => {
    const value = { url: 'http://db', mail: 'x@y', key: '-----BEGIN PRIVATE KEY-----\nMII', after: 1 };
    expect(JSON.parse(applyAll(JSON.stringify(value)))).toEqual({ ...value, key: '[redacted]' });
  });
  it('whatever is in it, it stays JSON', () => {
    const samples = Object.values(redactionSamples).flatMap(({ found, left }) => [
      ...found.map(({ text }) => text),
      ...left,
    ]);
    const text = fc
      .array(
        fc.oneof(fc.constantFrom(...samples), fc.string({ maxLength: 3 }), fc.constantFrom('\n', '"', '\\')),
        {
          maxLength: 4,
        },
      )
      .map((parts) => parts.join(''));
    const number = fc.oneof(fc.constantFrom(4_111_111_111_111_111, 378_282_246_310_005), fc.double());
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        number,
        fc.constantFrom(null, true, false),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(text, fc.constantFrom('password', 'n')), tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.boolean(), (any, twice) => {
        const once = JSON.stringify([any]);
        expect(() => JSON.parse(applyAll(twice ? JSON.stringify({ json: once }) : once))).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});

const patterns = redactionRules.flatMap(({ name, pattern, bare }) =>
  [pattern, bare].flatMap((one) => (one === undefined ? [] : [[name, one] as const])),
);
it('writes patterns that RE2 reads: no lookaround, no back reference, no count above 1000', () => {
  for (const [name, pattern] of patterns) {
    expect(pattern, name).not.toMatch(/\(\?[=!<]/);
    expect(pattern, name).not.toMatch(/\\[1-9]/);
    for (const [, count] of pattern.matchAll(/\{\d*,?(\d+)\}/g)) expect(Number(count)).toBeLessThan(1001);
  }
});
