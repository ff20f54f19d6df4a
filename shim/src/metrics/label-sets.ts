import type { Attributes } from '@opentelemetry/api';
import type { LabelDropReason } from './dropped-labels.ts';
import {
  idLabel,
  labelKey,
  looksLikeId,
  MAX_LABELS,
  MAX_VALUE_LENGTH,
  ownCopy,
  validLabel,
} from './label-rules.ts';

type LabelValue = string | number | boolean;
type Loss = readonly [label: string, reason: LabelDropReason];

/** One set of labels, and the sum or level that is kept of it. */
export interface Series {
  readonly attributes: Attributes;
  value: number;
}

/** What a set of labels, given in one order, comes to. */
interface Leaf {
  readonly series: Series;
  readonly losses: readonly Loss[];
}
interface Node {
  leaf: Leaf | undefined;
  readonly next: Map<string, Map<unknown, Node>>;
}

export interface LabelSetOptions {
  /** The only labels that are kept; all where it is left out. */
  readonly declared?: ReadonlySet<string> | undefined;
  /** Sets of labels after which the label with the most values is folded. */
  readonly maxSeries: () => number;
  readonly onLoss: (label: string, reason: LabelDropReason) => void;
}

/** The value of a label that has too many, as in OpenTelemetry's conventions. */
const OTHER = '_OTHER';
const noLabels: Readonly<Record<string, unknown>> = {};
/** The SDK's own mark of what was too much. */
const overflow: Attributes = Object.freeze({ 'otel.metric.overflow': true });

/**
 * The sets of labels of one metric. What was seen before is found without looking at it again; what is new
 * is checked, and past the limit the label with the most values gives its new ones up for `_OTHER`. At most
 * twice `maxSeries` sets come of it, and one more, however many are asked for.
 */
export class LabelSets {
  #options: LabelSetOptions;
  #root = newNode();
  #nodes = 0;
  readonly #series = new Map<string, Series>();
  readonly #values = new Map<string, Set<string>>();

  constructor(options: LabelSetOptions) {
    this.#options = options;
  }

  /** Keeps no label but these from now on. */
  declare(labels: ReadonlySet<string>, maxSeries: () => number): void {
    this.#options = { ...this.#options, declared: labels, maxSeries };
    this.#root = newNode();
    this.#nodes = 0;
  }

  /** The series to record in. */
  of(given: Readonly<Record<string, unknown>> | undefined): Series {
    const labels = typeof given === 'object' && given !== null ? given : noLabels;
    let node: Node | undefined = this.#root;
    for (const name in labels) {
      node = node.next.get(name)?.get(labels[name]);
      if (node === undefined) return this.#learn(labels);
    }
    const { leaf } = node;
    if (leaf === undefined) return this.#learn(labels);
    if (leaf.losses.length > 0) this.#report(leaf.losses);
    return leaf.series;
  }

  /** All series so far. */
  all(): Iterable<Series> {
    return this.#series.values();
  }

  #report(losses: readonly Loss[]): void {
    for (const [label, reason] of losses) this.#options.onLoss(label, reason);
  }

  #learn(labels: Readonly<Record<string, unknown>>): Series {
    const kept = new Map<string, LabelValue>();
    const losses: Loss[] = [];
    const path: [string, unknown][] = [];
    let repeatable = true;
    for (const name in labels) {
      const value = labels[name];
      const reason = this.#objection(name, value, kept);
      if (reason !== undefined) losses.push([name, reason]);
      else if (value !== undefined && value !== null) kept.set(name, shortened(value as LabelValue));
      path.push([name, value]);
      repeatable &&= isCheap(name) && isCheap(value) && path.length <= MAX_LABELS;
    }
    const leaf: Leaf = { series: this.#seriesOf(kept, losses), losses };
    if (repeatable) this.#remember(path, leaf);
    this.#report(losses);
    return leaf.series;
  }

  #objection(name: string, value: unknown, kept: Map<string, LabelValue>): LabelDropReason | undefined {
    if (value === undefined || value === null) return undefined;
    if (idLabel(name)) return 'id';
    const { declared } = this.#options;
    if (declared !== undefined && !declared.has(name)) return 'undeclared';
    if (!isLabelValue(value) || !validLabel(name, kept.keys())) return 'invalid';
    // Who declares a label knows what its values are.
    if (declared === undefined && looksLikeId(value)) return 'id';
    return kept.size >= MAX_LABELS ? 'series_limit' : undefined;
  }

  /** The series of a set that was not met in this form; folds labels into `_OTHER` past the limit. */
  #seriesOf(kept: Map<string, LabelValue>, losses: Loss[]): Series {
    const limit = this.#options.maxSeries();
    const known = this.#knownOrNew(kept, limit);
    if (known !== undefined) return known;
    const count = (name: string) => this.#values.get(name)?.size ?? 0;
    for (const name of [...kept.keys()].sort((one, other) => count(other) - count(one))) {
      kept.set(name, OTHER);
      losses.push([name, 'series_limit']);
      const folded = this.#knownOrNew(kept, 2 * limit);
      if (folded !== undefined) return folded;
    }
    return this.#add('overflow', overflow);
  }

  #knownOrNew(kept: ReadonlyMap<string, LabelValue>, limit: number): Series | undefined {
    const sorted = [...kept].sort(([one], [other]) => (one < other ? -1 : 1));
    const key = JSON.stringify(sorted.map(([name, value]) => [labelKey(name), String(value)]));
    const known = this.#series.get(key);
    if (known !== undefined || this.#series.size >= limit) return known;
    for (const [name, value] of sorted) {
      const values = this.#values.get(name) ?? new Set();
      this.#values.set(name, values.add(String(value)));
    }
    return this.#add(key, Object.freeze(Object.fromEntries(sorted)));
  }

  #add(key: string, attributes: Attributes): Series {
    const series = this.#series.get(key) ?? { attributes, value: 0 };
    this.#series.set(key, series);
    return series;
  }

  #remember(path: readonly (readonly [string, unknown])[], leaf: Leaf): void {
    let node = this.#root;
    const room = 8 * this.#options.maxSeries();
    for (const [name, value] of path) {
      const branch = node.next.get(name) ?? new Map<unknown, Node>();
      let next = branch.get(value);
      if (next === undefined) {
        if (this.#nodes >= room) return;
        next = newNode();
        this.#nodes += 1;
        branch.set(typeof value === 'string' ? ownCopy(value) : value, next);
        node.next.set(name, branch);
      }
      node = next;
    }
    node.leaf = leaf;
  }
}

function newNode(): Node {
  return { leaf: undefined, next: new Map() };
}

function isLabelValue(value: unknown): value is LabelValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Whether keeping this does not keep much else in memory. */
function isCheap(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= MAX_VALUE_LENGTH : typeof value !== 'object';
}

/** Text of its own and of a bounded length; infinite numbers as text, which all receivers take. */
function shortened(value: LabelValue): LabelValue {
  if (typeof value === 'string') return ownCopy(value.slice(0, MAX_VALUE_LENGTH));
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
