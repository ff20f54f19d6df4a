import { memoryOperations } from '@observatory/shim/conventions';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Attributes } from '../otlp/records.ts';
import { memoryChanges } from './memory-changes.ts';

const span = (operation: (typeof memoryOperations)[number], attributes: Attributes) => ({
  operation,
  agent: 'planner',
  executionId: null,
  endUs: 5,
  attributes,
});

it('reads each record that a span holds, with what is told of it', () => {
  const records = JSON.stringify([
    { id: 'a', content: 'tea', metadata: { of: 'ada' }, score: 1 },
    { id: 'b' },
  ]);
  const changes = memoryChanges(
    span('upsert_memory', { 'gen_ai.memory.store.id': 's', 'gen_ai.memory.records': records }),
  );
  expect(changes).toMatchObject([
    { agent: 'planner', store: 's', record: 'a', content: 'tea', metadata: { of: 'ada' }, isDeleted: false },
    { record: 'b', timeUs: 5 },
  ]);
  expect(changes[1]).not.toHaveProperty('content');
});

it('takes the id of the span for its only record', () => {
  const attributes = { 'gen_ai.memory.record.id': 'a', 'gen_ai.memory.records': '[{"content":7}]' };
  expect(memoryChanges(span('create_memory', attributes))).toMatchObject([{ record: 'a', content: 7 }]);
});

it('takes a deletion without a record for one of its store, and none without a store', () => {
  const whole = [{ store: 's', record: '', isDeleted: true }];
  expect(memoryChanges(span('delete_memory', { 'gen_ai.memory.store.id': 's' }))).toMatchObject(whole);
  expect(memoryChanges(span('delete_memory_store', { 'gen_ai.memory.store.id': 's' }))).toMatchObject(whole);
  expect(memoryChanges(span('delete_memory', {}))).toEqual([]);
});

it('makes bounded changes of whatever a span holds', () => {
  const value = fc.oneof(fc.string(), fc.json(), fc.integer(), fc.constant('[[[{"id":1}]]]'));
  fc.assert(
    fc.property(
      fc.constantFrom(...memoryOperations),
      value,
      value,
      value,
      (operation, store, record, records) => {
        const changes = memoryChanges(
          span(operation, {
            'gen_ai.memory.store.id': store,
            'gen_ai.memory.record.id': record,
            'gen_ai.memory.records': records,
          }),
        );
        for (const change of changes) {
          expect(Buffer.byteLength(change.record)).toBeLessThanOrEqual(512);
          expect(change.record !== '' || change.isDeleted).toBe(true);
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 300) },
  );
});
