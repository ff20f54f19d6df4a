import type { TraceTree, TreeSpan } from './trace-tree.ts';

/** A stretch of the whole time that passed in one span itself; `span` is null where no span of the trace ran. */
export interface PathSegment {
  readonly span: TreeSpan | null;
  readonly fromUs: number;
  readonly toUs: number;
}

export interface CriticalPath {
  readonly fromUs: number;
  readonly toUs: number;
  /** By time. They do not overlap, and together they are the whole stretch. */
  readonly segments: readonly PathSegment[];
}

/** A span whose time is being divided: from its begin up to a moment that moves backwards. */
interface Frame {
  readonly span: TreeSpan;
  readonly fromUs: number;
  untilUs: number;
  /** Those that may have held it up, the last to end first. */
  readonly children: readonly TreeSpan[];
  next: number;
}

/**
 * What the time of a trace consists of, back from its end: a span waits for the child that ended last before that moment,
 * in that child's time for the one that ended last before the child began, and so on; what is left is its own time. That
 * is the algorithm of "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures" (USENIX ATC 2022). Children
 * are cut to their parents; children that went on by themselves after their parent held nobody up. Of several roots, and
 * between them, the stretch from the first begin to the last end is divided. In time n·log n, without recursion.
 */
export function criticalPath({ roots }: TraceTree): CriticalPath {
  const fromUs = roots.reduce((first, root) => Math.min(first, root.fromUs), Number.POSITIVE_INFINITY);
  const toUs = roots.reduce((last, root) => Math.max(last, root.toUs), Number.NEGATIVE_INFINITY);
  if (roots.length === 0) return { fromUs: 0, toUs: 0, segments: [] };
  const segments: PathSegment[] = [];
  let cursor = toUs;
  for (const part of partsOfRoots(roots, toUs)) {
    if (part.toUs < cursor) segments.push({ span: null, fromUs: part.toUs, toUs: cursor });
    divide(part.root, part.fromUs, part.toUs, segments);
    cursor = part.fromUs;
  }
  if (fromUs < cursor) segments.push({ span: null, fromUs, toUs: cursor });
  return { fromUs, toUs, segments: segments.reverse() };
}

interface RootPart {
  readonly root: TreeSpan;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Which root the time is that of, back from the end: of several that ran at a moment the one that began first. */
function* partsOfRoots(roots: readonly TreeSpan[], endUs: number): Generator<RootPart> {
  const lastFirst = roots.toSorted((a, b) => b.toUs - a.toUs || a.fromUs - b.fromUs);
  let cursor = endUs;
  let next = 0;
  let longest: TreeSpan | undefined;
  for (;;) {
    for (let root = lastFirst[next]; root !== undefined && root.toUs >= cursor; root = lastFirst[++next]) {
      if (longest === undefined || root.fromUs < longest.fromUs) longest = root;
    }
    if (longest !== undefined && longest.fromUs < cursor) {
      yield { root: longest, fromUs: longest.fromUs, toUs: cursor };
      cursor = longest.fromUs;
    } else {
      const before = lastFirst[next];
      if (before === undefined) return;
      cursor = before.toUs;
    }
  }
}

/** Adds the segments of one root between two moments, the last first. */
function divide(root: TreeSpan, fromUs: number, toUs: number, segments: PathSegment[]): void {
  const own = (span: TreeSpan, from: number, to: number) => {
    if (from < to) segments.push({ span, fromUs: from, toUs: to });
  };
  const stack = [frameOf(root, fromUs, toUs)];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    let child = frame.children[frame.next];
    while (child !== undefined && child.toUs > frame.untilUs) child = frame.children[++frame.next];
    if (child === undefined) {
      own(frame.span, frame.fromUs, frame.untilUs);
      stack.pop();
      continue;
    }
    frame.next++;
    own(frame.span, child.toUs, frame.untilUs);
    frame.untilUs = child.fromUs;
    stack.push(frameOf(child, child.fromUs, child.toUs));
  }
}

function frameOf(span: TreeSpan, fromUs: number, untilUs: number): Frame {
  const children = span.children
    .filter((child) => !child.isDetached && child.fromUs < child.toUs)
    .sort((a, b) => b.toUs - a.toUs || a.fromUs - b.fromUs || (a.span.id < b.span.id ? -1 : 1));
  return { span, fromUs, untilUs, children, next: 0 };
}
