import { isValidSpanId, isValidTraceId } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { idGenerator } from './id-generator.ts';

it('makes ids that are valid, that differ, and in which each digit has every value', () => {
  const traceIds = Array.from({ length: 2000 }, () => idGenerator.generateTraceId());
  const spanIds = Array.from({ length: 2000 }, () => idGenerator.generateSpanId());
  expect(traceIds.every(isValidTraceId)).toBe(true);
  expect(spanIds.every(isValidSpanId)).toBe(true);
  expect(new Set(traceIds).size).toBe(2000);
  expect(new Set(spanIds).size).toBe(2000);
  for (const ids of [traceIds, spanIds]) {
    for (let place = 0; place < (ids[0]?.length ?? 0); place++) {
      expect(new Set(ids.map((id) => id[place])).size).toBe(16);
    }
  }
});
