import { type DialectFact, dialects, type FactSource } from '@observatory/shim/conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../otlp/records.ts';
import { normaliseEvent, normaliseSpan } from './normalise.ts';
import { spanOf } from './span-fixture.ts';

const nameOf = (source: FactSource) => (typeof source === 'string' ? source : source.attribute);
const known = [
  ...new Set(
    dialects.flatMap((dialect) => [
      ...dialect.operations.map((tell) => tell.attribute),
      ...Object.values(dialect.facts).flat().map(nameOf),
    ]),
  ),
];
const kinds = dialects.flatMap((dialect) =>
  dialect.operations.flatMap((tell) =>
    Object.keys(tell.values).map((value) => [tell.attribute, value] as const),
  ),
);
const wild: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.integer({ min: -5, max: 3000 }),
  fc.double(),
  fc.string(),
  fc.constantFrom('12', '1e400', '-0', '{"input":3,"input_cached_tokens":9}', '{"total":', 'null', '[]'),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.boolean(),
  fc.constant(null),
  fc.dictionary(fc.string(), fc.integer(), { maxKeys: 3 }),
);
const attributes = fc
  .tuple(fc.dictionary(fc.constantFrom(...known), wild, { maxKeys: 30 }), fc.constantFrom(...kinds))
  .map(([values, [attribute, kind]]) => ({ ...values, [attribute]: kind }));

const tokenFacts: readonly DialectFact[] = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
];

describe('whatever the attributes hold', () => {
  it('a span is read without an error, and parts of its tokens never exceed their whole', () => {
    const scopes = fc.constantFrom('ai', '@traceloop/instrumentation-anthropic', 'other');
    fc.assert(
      fc.property(attributes, scopes, fc.string(), (values, scope, name) => {
        const { usage, reportedCostUsd } = normaliseSpan(spanOf(values, { scope, name, parent: null }));
        if (usage) {
          expect(Object.values(usage).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
          expect(usage.cacheRead + usage.cacheWrite).toBeLessThanOrEqual(usage.input);
          expect(usage.reasoning).toBeLessThanOrEqual(usage.output);
        }
        if (reportedCostUsd !== null) expect(reportedCostUsd).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('an event is read without an error', () => {
    fc.assert(
      fc.property(attributes, (values) => {
        expect(normaliseEvent(values)).toBeDefined();
      }),
    );
  });

  it('an execution has no tokens of its own', () => {
    fc.assert(
      fc.property(attributes, (values) => {
        const facts = normaliseSpan(spanOf(values));
        if (facts.executionKind !== null) expect([facts.usage, facts.reportedCostUsd]).toEqual([null, null]);
      }),
    );
  });

  it('the same tokens in all dialects at once count once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (input, output) => {
        const all = Object.fromEntries(
          dialects.flatMap((dialect) =>
            tokenFacts.flatMap((fact) =>
              (dialect.facts[fact] ?? []).flatMap((source) => {
                if (typeof source !== 'string') return [];
                if (fact === 'inputTokens') return [[source, input] as const];
                return fact === 'outputTokens' ? [[source, output] as const] : [];
              }),
            ),
          ),
        );
        const facts = normaliseSpan(spanOf({ ...all, 'gen_ai.operation.name': 'chat' }));
        expect(facts.usage).toMatchObject({ input, output });
      }),
    );
  });
});
