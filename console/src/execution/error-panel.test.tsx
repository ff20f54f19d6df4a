import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { findCause } from '../lib/find-cause.ts';
import { aDetail, anExecution, aSpan } from '../lib/fixtures.ts';
import { buildTree } from '../lib/waterfall-tree.ts';
import { ErrorPanel } from './error-panel.tsx';

const execution = anExecution({
  status: 'failed',
  error: { type: 'DatabaseError', message: 'no such table' },
});

/** The words of the panel of a failed execution with these spans and no step. */
function wordsOf(spans: ReturnType<typeof aSpan>[]): string {
  const detail = aDetail({ execution, spans });
  const cause = findCause(detail, buildTree(detail));
  if (cause === null) return '';
  const nothing = () => {};
  return renderToStaticMarkup(
    <ErrorPanel execution={execution} cause={cause} onShowStep={nothing} onShowSpans={nothing} />,
  ).replace(/<[^>]+>/g, '|');
}

test('a failure of a span that is no step points to the spans, not to the execution itself', () => {
  const words = wordsOf([aSpan('pg.query', { status: 'error', parent_span_id: execution.span_id })]);
  expect(words).toMatch(/No step failed, but spans below did: \|pg\.query\|/);
  expect(words).toContain('Show the spans');
  expect(words).not.toContain('the execution itself');
});

test('a failure without a failed span is of the execution itself', () => {
  const words = wordsOf([aSpan('pg.query', { parent_span_id: execution.span_id })]);
  expect(words).toContain('Failed in the execution itself');
  expect(words).not.toContain('Show the spans');
});
