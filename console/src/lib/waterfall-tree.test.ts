import { expect, test } from 'vitest';
import { aDetail, anExecution, aSpan, aStep, at } from './fixtures.ts';
import { allNodes, buildTree, visibleRows, type WaterfallNode } from './waterfall-tree.ts';

const outline = (root: WaterfallNode, collapsed = new Set<string>()) =>
  visibleRows(root, collapsed)
    .map(({ node, depth }) => `${'.'.repeat(depth)}${node.name}`)
    .join(' ');

const nestedId = 'a'.repeat(32) + 'b'.repeat(16);

test('steps hang below the execution by start, whatever order they came in', () => {
  const steps = [aStep('two', { started_at: at(200) }), aStep('one', { started_at: at(100) })];
  expect(outline(buildTree(aDetail({ steps })))).toBe('researcher .one .two');
});

test('of steps that began in the same millisecond the one that ended first comes first', () => {
  const steps = [
    aStep('long', { ended_at: at(900) }),
    aStep('running', { ended_at: null }),
    aStep('short', { ended_at: at(1) }),
  ];
  expect(outline(buildTree(aDetail({ steps })))).toBe('researcher .short .long .running');
});

test('a step within a step is indented', () => {
  const steps = [aStep('outer'), aStep('inner', { parent_step_id: 'outer' })];
  expect(outline(buildTree(aDetail({ steps })))).toBe('researcher .outer ..inner');
});

test('steps of a nested execution hang below the step that it is', () => {
  const steps = [
    aStep('writer', { kind: 'agent', child_execution_id: nestedId }),
    aStep('chat', { kind: 'llm', execution_id: nestedId }),
  ];
  expect(outline(buildTree(aDetail({ steps })))).toBe('researcher .writer ..chat');
});

test('a nested execution that no step speaks of is shown all the same', () => {
  const children = [anExecution({ id: nestedId, name: 'writer', parent_id: 'a'.repeat(48) })];
  const steps = [aStep('chat', { execution_id: nestedId })];
  expect(outline(buildTree(aDetail({ children, steps })))).toBe('researcher .writer ..chat');
});

test('the step that is a nested execution carries its summary', () => {
  const children = [anExecution({ id: nestedId, cost_usd: 0.5 })];
  const steps = [aStep('writer', { kind: 'agent', child_execution_id: nestedId })];
  expect(buildTree(aDetail({ children, steps })).children[0]?.execution?.cost_usd).toBe(0.5);
});

test('a step whose parent never arrived hangs on the execution', () => {
  const steps = [aStep('orphan', { parent_step_id: 'gone', execution_id: 'unknown' })];
  expect(outline(buildTree(aDetail({ steps })))).toBe('researcher .orphan');
});

test('steps that name each other as parent are shown once each', () => {
  const steps = [aStep('x', { parent_step_id: 'y' }), aStep('y', { parent_step_id: 'x' })];
  const root = buildTree(aDetail({ steps }));
  expect(visibleRows(root, new Set())).toHaveLength(3);
});

test('collapsing hides everything below', () => {
  const steps = [
    aStep('outer'),
    aStep('inner', { parent_step_id: 'outer' }),
    aStep('deep', { parent_step_id: 'inner' }),
    aStep('next', { started_at: at(500) }),
  ];
  expect(outline(buildTree(aDetail({ steps })), new Set(['outer']))).toBe('researcher .outer .next');
});

test('a chain of three thousand steps builds without running out of stack', () => {
  const steps = Array.from({ length: 3_000 }, (_, index) =>
    aStep(`s${index}`, index > 0 ? { parent_step_id: `s${index - 1}` } : {}),
  );
  expect(visibleRows(buildTree(aDetail({ steps })), new Set()).at(-1)?.depth).toBe(3_000);
});

test('of a trace too large for one answer the other steps come from the lines of their spans', () => {
  const line = (span_id: string, parent_span_id: string | null, name: string) => ({
    span_id,
    parent_span_id,
    name,
    kind: 'internal' as const,
    service: 'demo',
    start_time: at(500),
    duration_ms: 100,
    status: name.includes('fail') ? ('error' as const) : ('unset' as const),
  });
  const execution = anExecution();
  const detail = aDetail({
    execution,
    steps: [aStep('known')],
    spans: [aSpan('known'), aSpan('request', { parent_span_id: 'known' })],
  });
  const root = buildTree(detail, [
    line(execution.span_id, null, 'invoke_agent researcher'),
    line('known', execution.span_id, 'execute_tool known'),
    line('request', 'known', 'GET /known'),
    line('below', 'request', 'chat gpt-4.1'),
    line('failed', execution.span_id, 'execute_tool failing'),
    line('elsewhere', 'other execution', 'execute_tool of another'),
    line('ring', 'ring', 'execute_tool ring'),
  ]);
  expect(outline(root)).toBe('researcher .known ..gpt-4.1 .failing');
  const failing = allNodes(root).find(({ id }) => id === 'failed');
  expect([failing?.kind, failing?.status, failing?.step]).toEqual(['tool', 'failed', null]);
});
