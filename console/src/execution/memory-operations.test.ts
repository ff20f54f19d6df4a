import { expect, test } from 'vitest';
import { aSpan, at } from '../lib/fixtures.ts';
import { memoryOperations } from './memory-operations.ts';

test('operations on memories are told apart from other spans, with the records that they carry', () => {
  const spans = [
    aSpan('1', { attributes: { 'gen_ai.operation.name': 'chat' } }),
    aSpan('2', {
      status: 'error',
      attributes: {
        'gen_ai.operation.name': 'upsert_memory',
        'gen_ai.memory.store.id': 'notes',
        'gen_ai.memory.record.id': 'tea',
        'gen_ai.memory.records': '[{"id":"tea","content":"green"}]',
      },
    }),
    aSpan('3', { attributes: { 'gen_ai.operation.name': 'delete_memory_store' } }),
  ];
  expect(memoryOperations(spans)).toEqual([
    {
      spanId: '2',
      operation: 'upsert_memory',
      store: 'notes',
      record: 'tea',
      hasFailed: true,
      startTime: at(0),
      records: [{ id: 'tea', content: 'green' }],
    },
    {
      spanId: '3',
      operation: 'delete_memory_store',
      store: null,
      record: null,
      hasFailed: false,
      startTime: at(0),
      records: null,
    },
  ]);
});
