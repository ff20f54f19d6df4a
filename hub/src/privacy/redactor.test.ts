import { Attr } from '@observatory/shim/conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../otlp/records.ts';
import { compileRule } from './redaction-rule.ts';
import { Redactor } from './redactor.ts';

const rule = (name: string, pattern: string, replacement = `[${name}]`) =>
  compileRule({ name, pattern, replacement, kinds: null, keys: null, enabled: true }, 'rule');
const rules = [rule('digits', '[0-9]{3,}'), rule('word', '(?i)\\bacme\\b'), rule('mail', '[a-z]+@[a-z]+')];
const redactor = new Redactor('span', rules);
const nothing = () => {};

const word = fc.oneof(
  fc.string(),
  fc.constantFrom('acme', '12345', 'a@b', 'password=hunter2', 'sk-0123456789abcdefgh', '{"secret": 1234}'),
);
const text = fc.array(word).map((words) => words.join(' '));
const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('password', 'token')), tie('value'), { maxKeys: 3 }),
  ),
})).value;

describe('Redactor', () => {
  it('changes nothing a second time, and grows no text beyond twice its size and a little', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = redactor.text(given, nothing);
        expect(redactor.text(once, nothing)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(2 * given.length + 1024);
      }),
    );
  });

  it('never throws, whatever the value, and keeps its shape', () => {
    fc.assert(
      fc.property(fc.string(), value, (name, given) => {
        const left = redactor.attribute(name, given, nothing);
        if (Array.isArray(given) && Array.isArray(left)) expect(left).toHaveLength(given.length);
        expect(() => JSON.stringify(left)).not.toThrow();
      }),
    );
  });

  it('gives the mark alone in place of a text that a rule would blow up', () => {
    const blowing = new Redactor('span', [rule('all', 'x', 'y'.repeat(100))]);
    expect(blowing.text('x'.repeat(10_000), nothing)).toBe('[redacted]');
  });

  it('leaves the object of attributes alone where nothing is found', () => {
    const given = { 'gen_ai.agent.name': 'acme 12345', text: 'fine', n: 12345 };
    expect(redactor.attributes(given, nothing)).toBe(given);
  });

  it('takes no attribute of the conventions for a secret by its name', () => {
    for (const name of Object.values(Attr)) expect(redactor.attribute(name, 'plain', nothing)).toBe('plain');
  });

  it('keeps JSON that it can keep', () => {
    expect(redactor.text('{"password": 1234, "n": [1, "acme"]}', nothing)).toBe(
      '{"password":"[redacted]","n":[1,"[word]"]}',
    );
  });

  it('takes time in proportion to a text that is made to be slow', () => {
    const slow = new Redactor('span', [rule('slow', '(?:a+)+$')]);
    const began = performance.now();
    slow.text(`${'a'.repeat(50_000)}!`, nothing);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
