import { expect, test } from 'vitest';
import type { ExecutionDetail } from '../hub/types.ts';
import { findCause } from './find-cause.ts';
import { aDetail, anExecution, aSpan, aStep, at } from './fixtures.ts';
import { buildTree } from './waterfall-tree.ts';

const failure = (message: string, type = 'TimeoutError') => ({ type, message });
const failed = (detail: Partial<ExecutionDetail>, error = failure('took too long')) =>
  aDetail({ execution: anExecution({ status: 'failed', error }), ...detail });
const causeOf = (detail: ExecutionDetail) => findCause(detail, buildTree(detail));
const pathOf = (detail: ExecutionDetail) => causeOf(detail)?.path.map((node) => node.name);
const failedStep = (id: string, with_: Parameters<typeof aStep>[1] = {}) =>
  aStep(id, { status: 'failed', error: failure('took too long'), ...with_ });

test('an execution that did not fail has no cause', () => {
  expect(causeOf(aDetail({ steps: [failedStep('tool')] }))).toBeNull();
});

test('the innermost failed step is the cause, with the way to it', () => {
  const steps = [failedStep('writer', { kind: 'agent' }), failedStep('fetch', { parent_step_id: 'writer' })];
  expect(pathOf(failed({ steps }))).toEqual(['writer', 'fetch']);
});

test('a try that failed is not the cause when a later one went well', () => {
  const steps = [
    failedStep('1', { name: 'fetch', attempt: 1 }),
    aStep('2', { name: 'fetch', attempt: 2, started_at: at(2_000), ended_at: at(3_000) }),
    failedStep('3', {
      name: 'parse',
      started_at: at(1_000),
      ended_at: at(1_500),
      error: failure('bad JSON'),
    }),
  ];
  expect(pathOf(failed({ steps }))).toEqual(['parse']);
});

test('of tries that all failed the last is the cause', () => {
  const steps = [
    failedStep('1', { name: 'fetch' }),
    failedStep('2', { name: 'fetch', started_at: at(2_000), ended_at: at(3_000) }),
  ];
  expect(causeOf(failed({ steps }))?.path.at(-1)?.id).toBe('2');
});

test('the step that said what the execution says wins over one that failed later', () => {
  const steps = [
    failedStep('lookup'),
    failedStep('cleanup', { started_at: at(5_000), ended_at: at(6_000), error: failure('no such file') }),
  ];
  expect(pathOf(failed({ steps }))).toEqual(['lookup']);
});

test('the stack comes from the exception on the failing step’s span', () => {
  const exception = {
    name: 'exception',
    time: at(900),
    attributes: {
      'exception.type': 'TimeoutError',
      'exception.message': 'took too long',
      'exception.stacktrace': 'TimeoutError: took too long\n    at fetch',
    },
  };
  const detail = failed({ steps: [failedStep('fetch')], spans: [aSpan('fetch', { events: [exception] })] });
  expect(causeOf(detail)?.stack).toBe('TimeoutError: took too long\n    at fetch');
});

test('without any failed step the execution’s own error and exception are shown', () => {
  const own = {
    name: 'exception',
    time: at(900),
    attributes: { 'exception.stacktrace': 'RangeError: x\n    at run' },
  };
  const detail = failed({ spans: [aSpan('a'.repeat(16), { events: [own] })] }, failure('x', 'RangeError'));
  expect(causeOf(detail)).toEqual({
    path: [],
    error: failure('x', 'RangeError'),
    stack: 'RangeError: x\n    at run',
    spans: [],
  });
});

test('an execution that was given up has its error and no stack', () => {
  const detail = failed({}, failure('no sign of life for 30 min', 'abandoned'));
  expect(causeOf(detail)).toEqual({
    path: [],
    error: failure('no sign of life for 30 min', 'abandoned'),
    stack: null,
    spans: [],
  });
});

test('where a span failed that is no step, it is named: the innermost below the execution, not beside it', () => {
  const own = 'a'.repeat(16);
  const spans = [
    aSpan(own, { status: 'error' }),
    aSpan('http.get', { status: 'error', parent_span_id: own }),
    aSpan('tcp.connect', { status: 'error', parent_span_id: 'http.get', start_time: at(500) }),
    aSpan('pg.connect', { parent_span_id: own }),
    aSpan('pg.query', { status: 'error', parent_span_id: 'pg.connect', start_time: at(300) }),
    aSpan('elsewhere', { status: 'error', parent_span_id: 'f'.repeat(16) }),
    aSpan('loop', { status: 'error', parent_span_id: 'loop' }),
  ];
  const namesOf = (detail: ExecutionDetail) => causeOf(detail)?.spans.map((span) => span.name);
  expect(namesOf(failed({ spans }))).toEqual(['pg.query', 'tcp.connect']);
  expect(namesOf(failed({ spans, steps: [failedStep('fetch')] }))).toEqual([]);
});
