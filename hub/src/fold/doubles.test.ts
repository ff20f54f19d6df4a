import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDoubles } from './doubles.ts';
import { forestOf } from './forest.ts';
import { type Node, nodesOf } from './nodes.ts';

type Given = 'none' | 'silent' | 'with usage' | 'agent';

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
      startUs: 0,
      endUs: 1,
      failed: false,
      statusMessage: null,
      service: '',
      executionId: null,
      operation: what === 'agent' ? 'invoke_agent' : what === 'none' ? null : 'chat',
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

/** The rule as it is told, pair by pair. */
function doublesByPairs(nodes: ReadonlyMap<string, Node>): string[] {
  const doubles = new Set<string>();
  for (const node of nodes.values()) {
    if (!node.inference) continue;
    for (let above = nodes.get(node.parentId ?? ''); above; above = nodes.get(above.parentId ?? '')) {
      if (above.kind === 'agent') break;
      if (!above.inference) continue;
      doubles.add(node.inference.usage || !above.inference.usage ? above.id : node.id);
    }
  }
  return [...doubles].sort();
}

test('in any tree, the innermost inference with tokens counts, or the innermost where none has any', () => {
  const node = fc.record({
    what: fc.constantFrom<Given>('none', 'silent', 'with usage', 'agent'),
    parent: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(node, { maxLength: 20 }), (given) => {
      const nodes = nodesFrom(given);
      const forest = forestOf(nodes.keys(), (id) => nodes.get(id)?.parentId);
      expect([...findDoubles(nodes, forest)].sort()).toEqual(doublesByPairs(nodes));
    }),
    { numRuns: 500 },
  );
});
