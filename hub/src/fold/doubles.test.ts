import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDoubles } from './doubles.ts';
import { forestOf } from './forest.ts';
import { type Node, nodesOf } from './nodes.ts';

type Given = 'none' | 'silent' | 'with usage' | 'agent' | 'tool';

const operations = {
  none: null,
  silent: 'chat',
  'with usage': 'chat',
  agent: 'invoke_agent',
  tool: 'execute_tool',
} as const;

/** Nodes 0, 1, 2 …; each hangs on an earlier one or on nothing. */
function nodesFrom(given: readonly { what: Given; parent: number }[]): Map<string, Node> {
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const inference = { provider: null, model: 'm', costPico: null, costSource: null };
  return nodesOf({
    events: [],
    spans: given.map(({ what, parent }, at) => ({
      spanId: String(at),
      parentSpanId: parent < at ? String(parent) : null,
      name: what,
      kind: 1,
      startUs: 0,
      endUs: 1,
      failed: false,
      statusMessage: null,
      service: '',
      environment: null,
      serviceVersion: null,
      executionId: null,
      operation: operations[what],
      label: null,
      inference:
        what === 'silent' || what === 'with usage'
          ? { ...inference, usage: what === 'silent' ? null : usage }
          : null,
      errorType: null,
      facts: what === 'agent' ? { executionKind: 'agent' } : {},
    })),
  });
}

/** The rule of nested ones as it is told, pair by pair. */
function doublesByPairs(nodes: ReadonlyMap<string, Node>): string[] {
  const doubles = new Set<string>();
  for (const node of nodes.values()) {
    if (!node.inference) continue;
    for (let above = nodes.get(node.parentId ?? ''); above; above = nodes.get(above.parentId ?? '')) {
      if (above.kind === 'agent' || above.kind === 'tool') break;
      if (!above.inference) continue;
      doubles.add(node.inference.usage || !above.inference.usage ? above.id : node.id);
    }
  }
  return [...doubles].sort();
}

test('in any tree, the innermost inference with tokens counts, or the innermost where none has any', () => {
  const node = fc.record({
    what: fc.constantFrom<Given>('none', 'silent', 'with usage', 'agent', 'tool'),
    parent: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(node, { maxLength: 20 }), (given) => {
      const nodes = nodesFrom(given);
      const forest = forestOf(nodes.keys(), (id) => nodes.get(id)?.parentId);
      expect([...findDoubles(nodes, forest, () => false)].sort()).toEqual(doublesByPairs(nodes));
    }),
    { numRuns: 500 },
  );
});
