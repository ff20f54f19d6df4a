import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { formatClockSeconds, formatDayClock } from '../lib/format-time.ts';
import { timelineTexts as words } from '../texts/timeline.ts';
import { nearestSpot, spotAfterKey } from './lane-steps.ts';
import { type Lane, type LaneName, PARTS } from './lanes.ts';

/** A stretch of one lane, in milliseconds since the epoch. */
export interface LaneStretch {
  readonly lane: LaneName;
  readonly fromMs: number;
  readonly toMs: number;
}

interface LaneCursorProps {
  /** All that are drawn, from top to bottom. */
  readonly lanes: readonly Lane[];
  readonly hidden: ReadonlySet<LaneName>;
  readonly stretch: { readonly fromMs: number; readonly toMs: number };
  readonly onGo: (to: LaneStretch) => void;
}

const DAY_MS = 86_400_000;

/** One button over the lanes that arrow keys move from event to event; a pointer goes through it. */
export function LaneCursor({ lanes, hidden, stretch, onGo }: LaneCursorProps) {
  const { fromMs, toMs } = stretch;
  const part = (toMs - fromMs) / PARTS;
  const shown = lanes.filter(({ name }) => !hidden.has(name));
  // A time, not a place: what is drawn moves on under it.
  const [wanted, setWanted] = useState<{ readonly lane: LaneName; readonly ms: number } | null>(null);
  const [moves, setMoves] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (moves > 0) button.current?.focus();
  }, [moves]);

  const from = { lane: wanted?.lane ?? 'runs', at: ((wanted?.ms ?? toMs) - fromMs) / part - 0.5 };
  const spot = nearestSpot(shown, from);
  const lane = shown.find(({ name }) => name === spot?.lane);
  const bin = lane?.bins.find(({ at }) => at === spot?.at);
  if (!spot || !lane || !bin) return null;
  const begin = fromMs + spot.at * part;
  const go = (event: KeyboardEvent) => {
    const to = spotAfterKey(shown, spot, event.key);
    if (to === null) return;
    event.preventDefault();
    setWanted({ lane: to.lane, ms: fromMs + (to.at + 0.5) * part });
    setMoves(moves + 1);
  };
  const time = toMs - fromMs >= DAY_MS ? formatDayClock : formatClockSeconds;
  return (
    <button
      // Another one with each step: a screen reader says the name of what has the focus anew.
      key={moves}
      ref={button}
      type="button"
      className="obs-lane-cursor"
      aria-label={words.spot(words.lanes[lane.name], time(begin), bin.count, bin.failed)}
      style={{
        left: `${((spot.at + 0.5) / PARTS) * 100}%`,
        top: `${(lanes.indexOf(lane) / lanes.length) * 100}%`,
        height: `${100 / lanes.length}%`,
      }}
      onKeyDown={go}
      onClick={() => onGo({ lane: lane.name, fromMs: begin, toMs: begin + part })}
    />
  );
}
