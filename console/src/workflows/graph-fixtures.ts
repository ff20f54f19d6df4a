import type { WorkflowGraph } from '../hub/types.ts';

type Node = WorkflowGraph['nodes'][number];

/** A node of a test; its id is its name. */
export const node = (name: string, parent: string | null, depth: number, share = 0): Node => ({
  id: name,
  parent,
  kind: depth === 0 ? 'workflow' : 'step',
  name,
  depth,
  count: 1,
  runs: 1,
  failed: 0,
  mean_ms: 1,
  p95_ms: 1,
  share,
  own_share: 0,
  example: '',
  failed_example: null,
});

/** An edge of a test. */
export const edge = (from: string, to: string, kind: 'next' | 'within' = 'next') => ({
  from,
  to,
  kind,
  count: 1,
  failed: 0,
  wait_ms: 0,
});
