import { expect, test } from 'vitest';
import { aDetail, anExecution, aStep, at } from './fixtures.ts';
import { buildTree, visibleRows, type WaterfallNode } from './waterfall-tree.ts';

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
