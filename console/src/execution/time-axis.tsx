import type { Tick } from '../lib/time-axis.ts';
import { texts } from '../texts/common.ts';

/** The scale above the waterfall; sticks to the top while the rows scroll. */
export function TimeAxis({ ticks }: { ticks: readonly Tick[] }) {
  return (
    <div className="obs-axis" role="img" aria-label={texts.waterfall.axis}>
      <div className="obs-axis-scale">
        {ticks.map(({ place, label }) => (
          <span
            key={label}
            className={place > 0.94 ? 'obs-axis-tick is-last' : 'obs-axis-tick'}
            style={{ left: `${place * 100}%` }}
          >
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}
