import type { FlameFrame } from '../hub/types.ts';

/** A frame in its place; places and widths are parts of the whole width, 0–1. */
export interface PlacedFrame {
  /** Where it stands in the tree: the index among its siblings at each level, `0.2.1`. */
  readonly key: string;
  readonly frame: FlameFrame;
  readonly depth: number;
  readonly left: number;
  readonly width: number;
}

interface FlameLayout {
  readonly placed: readonly PlacedFrame[];
  /** How many levels there are. */
  readonly depth: number;
  /** What all roots are wide together, in milliseconds. */
  readonly totalMs: number;
}

const keyOf = (parent: string, index: number) => (parent === '' ? String(index) : `${parent}.${index}`);
const widthOf = (frames: readonly FlameFrame[]) => frames.reduce((sum, { value }) => sum + value, 0);

/** The frames from a root down to the one of a key; empty where there is none. */
export function framesTo(roots: readonly FlameFrame[], key: string): FlameFrame[] {
  const path: FlameFrame[] = [];
  let level = roots;
  for (const index of key.split('.')) {
    const frame = level[Number(index)];
    if (!frame) return [];
    path.push(frame);
    level = frame.children;
  }
  return path;
}

/**
 * Frames in their places. One that is zoomed into takes the whole width, and so does what is around it; what would be
 * narrower than `least` is left out.
 */
export function layOutFlame(roots: readonly FlameFrame[], zoomKey: string, least: number): FlameLayout {
  const path = zoomKey === '' ? [] : framesTo(roots, zoomKey);
  const placed: PlacedFrame[] = [];
  let deepest = 0;
  const place = (frame: FlameFrame, key: string, depth: number, left: number, width: number) => {
    if (width < least) return;
    placed.push({ key, frame, depth, left, width });
    deepest = Math.max(deepest, depth + 1);
    let at = left;
    frame.children.forEach((child, index) => {
      const part = frame.value > 0 ? (child.value / frame.value) * width : 0;
      place(child, keyOf(key, index), depth + 1, at, part);
      at += part;
    });
  };

  const zoomed = path.at(-1);
  if (zoomed) {
    const keys = zoomKey.split('.');
    path.slice(0, -1).forEach((frame, depth) => {
      placed.push({ key: keys.slice(0, depth + 1).join('.'), frame, depth, left: 0, width: 1 });
    });
    place(zoomed, zoomKey, path.length - 1, 0, 1);
    return { placed, depth: Math.max(deepest, path.length), totalMs: widthOf(roots) };
  }
  const total = widthOf(roots);
  let at = 0;
  roots.forEach((frame, index) => {
    const part = total > 0 ? frame.value / total : 1 / roots.length;
    place(frame, keyOf('', index), 0, at, part);
    at += part;
  });
  return { placed, depth: deepest, totalMs: total };
}

/** Where an arrow key leads from a frame; null where nothing is that way. */
export function neighbourOf(placed: readonly PlacedFrame[], key: string, arrow: string): string | null {
  const at = placed.find((one) => one.key === key);
  if (!at) return placed[0]?.key ?? null;
  const parent = key.split('.').slice(0, -1).join('.');
  const level = placed.filter(({ depth }) => depth === at.depth);
  const place = level.indexOf(at);
  switch (arrow) {
    case 'ArrowUp':
      return parent === '' ? null : parent;
    case 'ArrowDown':
      return placed.find((one) => one.depth === at.depth + 1 && one.key.startsWith(`${key}.`))?.key ?? null;
    case 'ArrowLeft':
      return level[place - 1]?.key ?? null;
    case 'ArrowRight':
      return level[place + 1]?.key ?? null;
    default:
      return null;
  }
}

/** Whether a frame's name, kind or service holds the words, in any case. */
export function isFound(frame: FlameFrame, words: string): boolean {
  const sought = words.trim().toLowerCase();
  return (
    sought !== '' &&
    [frame.name, frame.kind, frame.service].some((text) => text.toLowerCase().includes(sought))
  );
}

/** How many spans are found, and how wide they are together; what lies within a found one is not counted twice. */
export function findInFlame(roots: readonly FlameFrame[], words: string): { spans: number; ms: number } {
  let spans = 0;
  let ms = 0;
  const look = (frame: FlameFrame, isWithin: boolean) => {
    const found = isFound(frame, words);
    if (found) spans += frame.count;
    if (found && !isWithin) ms += frame.value;
    for (const child of frame.children) look(child, isWithin || found);
  };
  for (const root of roots) look(root, false);
  return { spans, ms };
}
