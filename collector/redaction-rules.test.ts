import { describe, expect, it } from 'vitest';
import { redactionRules } from './redaction-rules.ts';
import { redactionSamples } from './redaction-samples.ts';

const byName = new Map(redactionRules.map((rule) => [rule.name, rule]));
/** As the collector replaces: every place, `${1}` for the first group. */
function apply(name: string, text: string): string {
  const rule = byName.get(name);
  if (rule === undefined) throw new Error(`no rule ${name}`);
  return text.replace(new RegExp(rule.pattern, 'g'), rule.replacement.replace(/\$\{(\d)\}/g, '$$$1'));
}

const cases = Object.entries(redactionSamples);

describe.each(cases)('the rule %s', (name, { found, left }) => {
  it.each(found)('finds $text', ({ text, becomes }) => {
    expect(apply(name, text)).toBe(becomes);
  });
  it.each(found)('is asked of a record with $text', ({ text }) => {
    const hints = byName.get(name)?.hints ?? [];
    expect(hints.some((hint) => new RegExp(hint).test(`a.key="${text.toLowerCase()}" b=1`))).toBe(true);
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
  const reading = redactionRules.filter(({ kind }) => kind !== 'name').map(({ name }) => name);
  expect(Object.keys(redactionSamples).sort()).toEqual([...reading].sort());
});

it('has a name once, of the form that the setting takes', () => {
  const names = redactionRules.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z-]+$/);
});

it('writes patterns that RE2 reads: no lookaround, no back reference, no count above 1000', () => {
  for (const { name, pattern } of redactionRules) {
    expect(pattern, name).not.toMatch(/\(\?[=!<]/);
    expect(pattern, name).not.toMatch(/\\[1-9]/);
    for (const [, count] of pattern.matchAll(/\{\d*,?(\d+)\}/g)) expect(Number(count)).toBeLessThan(1001);
  }
});
