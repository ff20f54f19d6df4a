import { formatCount, formatDollars } from '../lib/format-number.ts';
import { Tile } from '../parts/tile.tsx';
import { texts } from '../texts/common.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';

/** What something cost, with the calls that have no price beside it. */
export function CostTile({ usd, unpricedCalls }: { usd: number | null; unpricedCalls: number }) {
  return (
    <Tile
      title={words.tiles.cost}
      value={usd === null ? texts.none : formatDollars(usd)}
      warning={
        unpricedCalls > 0 ? texts.stats.unpriced(formatCount(unpricedCalls), unpricedCalls) : undefined
      }
    />
  );
}
