import { selfTimeUs } from './self-time.ts';
import type { TraceSpan, TraceTree, TreeSpan } from './trace-tree.ts';

/** A box of a flame graph: the spans of one path of names, or a single one. Milliseconds. */
export interface Frame {
  readonly name: string;
  readonly kind: TraceSpan['kind'];
  readonly service: string;
  count: number;
  errors: number;
  /** What its spans took, added up. */
  total_ms: number;
  /** The part of it in which none of their children ran. */
  self_ms: number;
  /** Width: its own time and the widths of its children, so that parallel children have room. */
  value: number;
  readonly children: Frame[];
}

const MAX_FRAMES = 5000;
/** A page draws no more, and JSON nests no deeper without harm. */
const MAX_DEPTH = 100;
/** Holds what is beyond these. */
const REST = '(more)';

export interface Flame {
  readonly roots: readonly Frame[];
  readonly frames: number;
  /** Whether there are frames named `(more)`, which hold what had no room. */
  readonly isCut: boolean;
}

/** The frames of a trace. `merge` makes one of the siblings that have the same name and kind. */
export function flameOf(tree: TraceTree, merge: boolean, mostFrames = MAX_FRAMES): Flame {
  const roots: Frame[] = [];
  const places = new Map<TreeSpan, Place>();
  const siblingsOf = new Map<Place | null, Map<string, Place>>();
  const made: Place[] = [];
  let isCut = false;

  const placeOf = (one: TreeSpan, parent: Place | null): Place => {
    if (parent?.isRest) return parent;
    const siblings = siblingsOf.get(parent) ?? new Map<string, Place>();
    siblingsOf.set(parent, siblings);
    const { span } = one;
    const key = merge ? `${span.kind} ${span.service} ${span.name}` : span.id;
    const known = siblings.get(key);
    if (known !== undefined) return known;
    const isRest = made.length >= mostFrames || (parent?.depth ?? 0) >= MAX_DEPTH;
    const rest = isRest ? siblings.get(REST) : undefined;
    if (rest !== undefined) return rest;
    isCut ||= isRest;
    const frame = isRest ? newFrame(REST, 'span', '') : newFrame(span.name, span.kind, span.service);
    const depth = (parent?.depth ?? 0) + 1;
    const place: Place = { frame, parent, depth, isRest, selfUs: 0, totalUs: 0, valueUs: 0 };
    siblings.set(isRest ? REST : key, place);
    (parent?.frame.children ?? roots).push(frame);
    made.push(place);
    return place;
  };

  for (const one of tree.parentsFirst) {
    const place = placeOf(one, one.parent === null ? null : (places.get(one.parent) ?? null));
    places.set(one, place);
    const { frame } = place;
    frame.count++;
    if (one.span.status === 'failed') frame.errors++;
    const selfUs = selfTimeUs(one);
    place.selfUs += selfUs;
    // A frame that holds spans of many depths counts none of their time twice.
    place.totalUs += place.isRest ? selfUs : one.endUs - one.span.startUs;
  }
  for (const place of made.toReversed()) {
    const { frame, parent, selfUs, totalUs } = place;
    place.valueUs += selfUs;
    if (parent !== null) parent.valueUs += place.valueUs;
    frame.self_ms = selfUs / 1000;
    frame.total_ms = totalUs / 1000;
    frame.value = place.valueUs / 1000;
  }
  return { roots, frames: made.length, isCut };
}

interface Place {
  readonly frame: Frame;
  readonly parent: Place | null;
  readonly depth: number;
  readonly isRest: boolean;
  selfUs: number;
  totalUs: number;
  valueUs: number;
}

function newFrame(name: string, kind: Frame['kind'], service: string): Frame {
  return { name, kind, service, count: 0, errors: 0, total_ms: 0, self_ms: 0, value: 0, children: [] };
}
