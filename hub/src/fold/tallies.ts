import { fleetMetrics, statusLabels } from '@observatory/shim/conventions';
import { boundedName } from '../store/bounds.ts';
import type { FoldEvaluation, Inference } from './inputs.ts';
import type { Node } from './nodes.ts';

/** Millionths of the unit of a metric: whole numbers, whose sums are exact. */
export const MILLIONTH = 1e-6;

const CLOCK_TOLERANCE_US = 1_000_000;

/** The metrics that count steps one by one, whose labels or histograms the totals of an execution do not have. */
export const talliedMetrics = {
  llmErrors: fleetMetrics.llmErrors,
  llmDuration: fleetMetrics.llmDuration,
  timeToFirstToken: fleetMetrics.timeToFirstToken,
  toolCalls: fleetMetrics.toolCalls,
  toolDuration: fleetMetrics.toolDuration,
  evaluationScore: fleetMetrics.evaluationScore,
} as const;

export type TalliedMetric = keyof typeof talliedMetrics;
type TalliedHistogram = Exclude<TalliedMetric, 'llmErrors' | 'toolCalls'>;

/** How many of an execution's steps went into one series of a metric and, of a histogram, into one bucket. */
export interface Tally {
  readonly metric: TalliedMetric;
  /** Values of the metric's labels beside those of the execution, in its order. */
  readonly labels: readonly string[];
  /** Place among the metric's buckets; -1 of a counter. */
  readonly bucket: number;
  readonly count: number;
  /** Of a histogram: what was observed, in millionths. */
  readonly sum: number;
}

/** Identity of a tally within an execution. */
export function tallyKey({ metric, labels, bucket }: Omit<Tally, 'count' | 'sum'>): string {
  return `${metric}\n${bucket}\n${labels.join('\n')}`;
}

/** Tallies of one execution's steps that ended and of what was judged of it, in the order of their keys. */
export function talliesOf(steps: Iterable<Node>, judged: Iterable<FoldEvaluation>): Tally[] {
  const book = new TallyBook();
  for (const step of steps) {
    if (step.kind === 'tool') addTool(book, step);
    else if (step.inference) addInference(book, step, step.inference);
  }
  for (const { name, score } of judged)
    book.observe('evaluationScore', [boundedName(name)], Math.round(score / MILLIONTH));
  return book.tallies();
}

function addTool(book: TallyBook, { name, status, startUs, endUs }: Node): void {
  if (status === 'running') return;
  const tool = boundedName(name);
  book.count('toolCalls', [tool, statusLabels[status]]);
  if (endUs !== null) book.observe('toolDuration', [tool], endUs - startUs);
}

function addInference(book: TallyBook, step: Node, inference: Inference): void {
  const { status, startUs, endUs, error, facts } = step;
  if (status === 'running') return;
  const names = [boundedName(inference.provider ?? ''), boundedName(inference.model)];
  if (status === 'failed') book.count('llmErrors', [...names, boundedName(error?.type ?? 'Error')]);
  if (endUs === null) return;
  if (status === 'completed') book.observe('llmDuration', names, endUs - startUs);
  const { firstChunkUs } = facts;
  // A first chunk long after the end is a mistaken unit.
  if (firstChunkUs !== undefined && firstChunkUs <= endUs - startUs + CLOCK_TOLERANCE_US)
    book.observe('timeToFirstToken', names, firstChunkUs);
}

/** Counted in place: a trace may have tens of thousands of steps. */
class TallyBook {
  readonly #entries = new Map<string, { -readonly [K in keyof Tally]: Tally[K] }>();

  count(metric: TalliedMetric, labels: readonly string[]): void {
    this.#add(metric, labels, -1, 0);
  }

  observe(metric: TalliedHistogram, labels: readonly string[], millionths: number): void {
    const edges: readonly number[] = talliedMetrics[metric].buckets;
    const found = edges.findIndex((edge) => millionths <= Math.round(edge / MILLIONTH));
    this.#add(metric, labels, found < 0 ? edges.length : found, millionths);
  }

  tallies(): Tally[] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally);
  }

  #add(metric: TalliedMetric, labels: readonly string[], bucket: number, millionths: number): void {
    const key = tallyKey({ metric, labels, bucket });
    const known = this.#entries.get(key);
    if (known === undefined) {
      this.#entries.set(key, { metric, labels, bucket, count: 1, sum: millionths });
    } else {
      known.count += 1;
      known.sum += millionths;
    }
  }
}
