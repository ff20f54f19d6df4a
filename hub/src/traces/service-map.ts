import type { Figures } from '../figures/read-figures.ts';
import type { NarrowSpan } from './read-span-trees.ts';

export type MapNodeKind = 'service' | 'agent' | 'workflow' | 'provider' | 'tool' | 'database';

export interface MapFigures {
  /** Whether the counts are of everything in the stretch, or of the sampled traces. */
  readonly of: 'figures' | 'sample';
  calls: number;
  errors: number;
  ended: number;
  durationMs: number;
}

export interface MapNode extends MapFigures {
  readonly id: string;
  readonly kind: MapNodeKind;
  readonly name: string;
}

export interface MapEdge extends MapFigures {
  readonly from: string;
  readonly to: string;
  /** Of a sample, by duration. */
  readonly sampledMs: number[];
}

/** What a service map is drawn from. */
export interface MapFacts {
  readonly executions: readonly Figures[];
  readonly models: readonly Figures[];
  readonly tools: readonly Figures[];
  /** Spans of sampled traces, each trace by itself. */
  readonly traces: readonly (readonly NarrowSpan[])[];
}

const ids = {
  of: (kind: MapNodeKind, name: string) => `${kind}:${name}`,
  ofCaller: ({ agent, workflow, service }: Figures) =>
    agent !== '' ? `agent:${agent}` : workflow !== '' ? `workflow:${workflow}` : `service:${service}`,
};

/** Who calls whom: calls and runs of agents from figures, requests between services and databases from sampled traces. */
export function serviceMap({ executions, models, tools, traces }: MapFacts): {
  nodes: MapNode[];
  edges: MapEdge[];
} {
  const map = new Drawing();
  for (const row of executions) {
    const id = ids.ofCaller(row);
    const service = ids.of('service', row.service);
    map.count('figures', service, row);
    map.count('figures', id, row);
    map.link('figures', service, id, row);
  }
  for (const row of models) {
    const provider = ids.of('provider', row.provider === '' ? 'unknown' : row.provider);
    map.count('figures', provider, row);
    map.link('figures', ids.ofCaller(row), provider, row);
  }
  for (const row of tools) {
    const tool = ids.of('tool', row.name);
    map.count('figures', tool, row);
    map.link('figures', ids.ofCaller(row), tool, row);
  }
  for (const spans of traces) drawTrace(map, spans);
  return { nodes: [...map.nodes.values()], edges: [...map.edges.values()] };
}

type Counts = Pick<Figures, 'started' | 'completed' | 'failed' | 'cancelled' | 'durationMs'>;

class Drawing {
  readonly nodes = new Map<string, MapNode>();
  readonly edges = new Map<string, MapEdge>();

  /** Counts calls of a node. Figures win over what a sample says. */
  count(of: MapFigures['of'], id: string, counts: Counts): void {
    add(this.node(id, of), of, counts);
  }

  /** The same for calls of one node by another. */
  link(of: MapFigures['of'], from: string, to: string, counts: Counts): void {
    if (from === to) return;
    this.node(from, of);
    const edge = this.edge(from, to, of);
    add(edge, of, counts);
    if (of === 'sample' && counts.completed + counts.failed > 0) edge.sampledMs.push(counts.durationMs);
  }

  node(id: string, of: MapFigures['of']): MapNode {
    const known = this.nodes.get(id);
    if (known) return known;
    const colon = id.indexOf(':');
    const kind = id.slice(0, colon) as MapNodeKind;
    const node = { id, kind, name: id.slice(colon + 1), of, calls: 0, errors: 0, ended: 0, durationMs: 0 };
    this.nodes.set(id, node);
    return node;
  }

  edge(from: string, to: string, of: MapFigures['of']): MapEdge {
    const key = JSON.stringify([from, to]);
    const known = this.edges.get(key);
    if (known) return known;
    const edge = { from, to, of, calls: 0, errors: 0, ended: 0, durationMs: 0, sampledMs: [] };
    this.edges.set(key, edge);
    return edge;
  }
}

function add(to: MapFigures, of: MapFigures['of'], counts: Counts): void {
  if (to.of !== of) return;
  to.calls += counts.started;
  to.errors += counts.failed;
  to.ended += counts.completed + counts.failed + counts.cancelled;
  to.durationMs += counts.durationMs;
}

const SERVER = 2;
const CONSUMER = 5;

function drawTrace(map: Drawing, spans: readonly NarrowSpan[]): void {
  const byId = new Map(spans.map((span) => [span.id, span]));
  for (const span of spans) {
    const parent = byId.get(span.parentId ?? '');
    const ms = span.endUs === null ? null : Math.max(0, span.endUs - span.startUs) / 1000;
    const counts = {
      started: 1,
      completed: ms !== null && span.status !== 'failed' ? 1 : 0,
      failed: span.status === 'failed' ? 1 : 0,
      cancelled: 0,
      durationMs: ms ?? 0,
    };
    const service = ids.of('service', span.service);
    const draw = (to: string, from: string) => {
      map.count('sample', to, counts);
      map.link('sample', from, to, counts);
    };
    if (span.database !== null) draw(ids.of('database', span.database), service);
    const isEntry = span.spanKind === SERVER || span.spanKind === CONSUMER;
    if (parent !== undefined && parent.service !== span.service)
      draw(service, ids.of('service', parent.service));
    else if (isEntry && parent === undefined) map.count('sample', service, counts);
    if (span.kind !== 'agent' && span.kind !== 'workflow') continue;
    const id = ids.of(span.kind, span.name);
    draw(id, service);
    const starter = executionAbove(span, byId);
    if (starter !== null) map.link('sample', ids.of(starter.kind, starter.name), id, counts);
  }
}

/** The nearest execution above a span; loops end the search. */
function executionAbove(
  span: NarrowSpan,
  byId: ReadonlyMap<string, NarrowSpan>,
): { readonly kind: 'agent' | 'workflow'; readonly name: string } | null {
  let at = byId.get(span.parentId ?? '');
  for (let steps = 0; at !== undefined && steps < byId.size; steps++) {
    if (at.kind === 'agent' || at.kind === 'workflow') return { kind: at.kind, name: at.name };
    at = byId.get(at.parentId ?? '');
  }
  return null;
}
