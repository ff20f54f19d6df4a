import type { Lane, LaneName } from './lanes.ts';

/** A part of the stretch of one lane in which something happened. */
interface Spot {
  readonly lane: LaneName;
  /** Which part, from 0. */
  readonly at: number;
}

function nearestIn({ name, bins }: Lane, at: number): Spot | null {
  const away = bins.map((bin) => Math.abs(bin.at - at));
  const nearest = bins[away.indexOf(Math.min(...away))];
  return nearest ? { lane: name, at: nearest.at } : null;
}

/** The spot nearest to one that may be gone, in its lane or, where that is gone, in the first; null where there is none. */
export function nearestSpot(lanes: readonly Lane[], { lane, at }: Spot): Spot | null {
  const own = lanes.find(({ name }) => name === lane) ?? lanes[0];
  return own ? nearestIn(own, at) : null;
}

/** Where a key leads from a spot: along its lane, to its ends, or to the lane beside it; null where it leads nowhere. */
export function spotAfterKey(lanes: readonly Lane[], { lane, at }: Spot, key: string): Spot | null {
  const place = lanes.findIndex(({ name }) => name === lane);
  const own = lanes[place];
  if (!own) return null;
  const spot = (bin: Lane['bins'][number] | undefined) => (bin ? { lane, at: bin.at } : null);
  const beside = (other: Lane | undefined) => (other ? nearestIn(other, at) : null);
  switch (key) {
    case 'ArrowLeft':
      return spot(own.bins.findLast((bin) => bin.at < at));
    case 'ArrowRight':
      return spot(own.bins.find((bin) => bin.at > at));
    case 'Home':
      return spot(own.bins[0]);
    case 'End':
      return spot(own.bins.at(-1));
    case 'ArrowUp':
      return beside(place > 0 ? lanes[place - 1] : undefined);
    case 'ArrowDown':
      return beside(lanes[place + 1]);
    default:
      return null;
  }
}
