import type { Bottlenecks, ServiceMap, WorkflowGraph } from '../api/schemas/traces.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { rankBottlenecks } from './bottlenecks.ts';
import { percentile } from './percentile.ts';
import { type BottleneckQuestion, readRuns, type SampledRuns } from './read-bottlenecks.ts';
import {
  readCallPercentiles,
  readMapFigures,
  readSampledTraces,
  type ServiceMapQuestion,
} from './read-service-map.ts';
import { type MapFigures, serviceMap } from './service-map.ts';
import { workflowGraph } from './workflow-graph.ts';

const MAX_STEPS = 50;
const MAX_AGENTS = 10;
const MAX_EDGES = 500;

/** The answer of GET /api/v1/analysis/bottlenecks. */
export async function findBottlenecks(
  database: Database,
  project: string,
  question: BottleneckQuestion,
): Promise<Omit<Bottlenecks, 'computed_at'>> {
  const sample = await readRuns(database, project, question);
  return {
    ...ofSample(question, sample),
    steps: rankBottlenecks(sample.runs)
      .slice(0, MAX_STEPS)
      .map((step) => ({
        kind: step.kind,
        name: step.name,
        share: Math.min(1, step.share),
        path_ms: step.pathMs,
        busy_ms: step.busyMs,
        mean_ms: step.meanMs,
        p95_ms: step.p95Ms,
        runs: step.runs,
        agents: step.agents.slice(0, MAX_AGENTS),
        example: step.example,
      })),
  };
}

/** The answer of GET /api/v1/workflows/{name}/graph. */
export async function findWorkflowGraph(
  database: Database,
  project: string,
  name: string,
  stretch: Stretch,
): Promise<Omit<WorkflowGraph, 'computed_at'>> {
  const sample = await readRuns(database, project, { ...stretch, only: { kind: 'workflow', name } });
  const { nodes, edges, isCut } = workflowGraph(sample.runs);
  return {
    ...ofSample(stretch, sample),
    nodes: nodes.map((node) => ({
      id: node.id,
      parent: node.parent,
      kind: node.kind,
      name: node.name,
      depth: node.depth,
      count: node.count,
      runs: node.runs,
      failed: node.failed,
      mean_ms: node.meanMs,
      p95_ms: node.p95Ms,
      share: Math.min(1, node.share),
      own_share: Math.min(1, node.ownShare),
      example: node.example,
      failed_example: node.failedExample,
    })),
    edges: edges.map(({ from, to, kind, count, failed, waitMs }) => ({
      from,
      to,
      kind,
      count,
      failed,
      wait_ms: waitMs,
    })),
    truncated: isCut,
  };
}

/** What is said of runs that were read. */
function ofSample({ sinceUs, untilUs }: Stretch, { runs, of, leftOut }: SampledRuns) {
  const wholeMs = runs.reduce((ms, { tree }) => {
    const [root] = tree.roots;
    return ms + (root === undefined ? 0 : (root.toUs - root.fromUs) / 1000);
  }, 0);
  return {
    from: isoOfMicros(sinceUs),
    to: isoOfMicros(untilUs),
    runs: { read: runs.length, of: Math.max(of, runs.length), left_out: leftOut },
    mean_ms: runs.length === 0 ? null : wholeMs / runs.length,
  };
}

/** The answer of GET /api/v1/service-map. */
export async function findServiceMap(
  database: Database,
  project: string,
  question: ServiceMapQuestion,
): Promise<Omit<ServiceMap, 'computed_at'>> {
  const figures = await readMapFigures(database, project, question);
  const calls = [...figures.models, ...figures.tools].reduce((sum, { started }) => sum + started, 0);
  const [traces, percentiles] = await Promise.all([
    readSampledTraces(database, project, question),
    readCallPercentiles(database, project, question, calls),
  ]);
  const p95 = new Map(percentiles.map(({ from, to, p95Ms }) => [JSON.stringify([from, to]), p95Ms]));
  const { nodes, edges } = serviceMap({ ...figures, traces });
  const kept = edges.toSorted((a, b) => b.calls - a.calls).slice(0, MAX_EDGES);
  const ends = new Set(kept.flatMap(({ from, to }) => [from, to]));
  const isCut = kept.length < edges.length;
  return {
    from: isoOfMicros(question.sinceUs),
    to: isoOfMicros(question.untilUs),
    environment: question.environment ?? null,
    sample: {
      traces: traces.length,
      spans: traces.reduce((sum, spans) => sum + spans.length, 0),
      calls_for_p95: percentiles.reduce((sum, { samples }) => sum + samples, 0),
    },
    nodes: nodes
      .filter(({ id }) => !isCut || ends.has(id))
      .map((node) => ({ id: node.id, kind: node.kind, name: node.name, ...figuresOf(node) })),
    edges: kept.map((edge) => ({
      from: edge.from,
      to: edge.to,
      ...figuresOf(edge),
      p95_ms:
        p95.get(JSON.stringify([edge.from, edge.to])) ??
        percentile(
          edge.sampledMs.toSorted((a, b) => a - b),
          0.95,
        ),
    })),
    truncated: isCut,
  };
}

function figuresOf({ of, calls, errors, ended, durationMs }: MapFigures) {
  return {
    of,
    calls,
    errors,
    error_rate: ended === 0 ? null : errors / ended,
    mean_ms: ended === 0 ? null : durationMs / ended,
  };
}
