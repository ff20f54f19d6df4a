// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one stand in no <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: a row of figures does nothing
import { useMemo } from 'react';
import { useNarrow } from '../hooks/use-media.ts';
import type { TraceComparison } from '../hub/types.ts';
import { ticksOf } from '../lib/time-axis.ts';
import { Chip } from '../parts/chip.tsx';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { compareTexts } from '../texts/compare.ts';
import { ComparedStepRow } from './compared-step-row.tsx';
import { differs } from './trace-differences.ts';

const words = compareTexts.steps;
const shows = ['all', 'differs', 'a', 'b'] as const;
const COVERED = 44;

/** Both runs as one waterfall: their steps in one tree, the bars of each on the same axis. */
export function ComparedSteps({ comparison }: { comparison: TraceComparison }) {
  const { a, b, steps } = comparison;
  const narrow = useNarrow();
  const [given, setShow] = useSearchParam('show');
  const show = shows.find((one) => one === given) ?? 'all';
  const rows = useMemo(
    () => steps.filter((step) => show === 'all' || (show === 'differs' ? differs(step) : step.in === show)),
    [steps, show],
  );
  const wholeMs = Math.max(a.duration_ms, b.duration_ms, 0.001);
  const ticks = ticksOf(wholeMs, narrow ? 4 : 6);
  return (
    <section className="obs-section obs-compared">
      <div className="obs-section-head">
        <h2>{words.title}</h2>
        <fieldset className="obs-view-switch">
          <legend className="obs-sr-only">{words.filter}</legend>
          {shows.map((one) => (
            <Chip key={one} on={show === one} onClick={() => setShow(one === 'all' ? null : one)}>
              {words.shows[one]}
            </Chip>
          ))}
        </fieldset>
      </div>
      <div role="table" aria-label={words.title} className="obs-compared-table">
        <div role="rowgroup" className="obs-compared-head">
          <div role="row" className="obs-compared-row is-head">
            <span role="columnheader">{words.columns.step}</span>
            <span role="columnheader" className="obs-compared-scale">
              <span className="obs-sr-only">{words.columns.time}</span>
              {ticks.map(({ place, label }) => (
                <span
                  key={label}
                  className={place > 0.94 ? 'obs-axis-tick is-last' : 'obs-axis-tick'}
                  style={{ left: `${place * 100}%` }}
                  aria-hidden="true"
                >
                  {label}
                </span>
              ))}
            </span>
            <span role="columnheader" className="is-figure">
              {words.columns.duration}
            </span>
            <span role="columnheader" className="is-figure">
              {words.columns.tokens}
            </span>
            <span role="columnheader" className="is-figure">
              {words.columns.cost}
            </span>
          </div>
        </div>
        <VirtualRows
          role="rowgroup"
          count={rows.length}
          rowHeight={narrow ? 72 : 40}
          covered={COVERED}
          keyOf={(index) => JSON.stringify(rows[index]?.path)}
          renderRow={(index, place) => {
            const step = rows[index];
            return step ? (
              <ComparedStepRow
                key={JSON.stringify(step.path)}
                step={step}
                place={place}
                wholeMs={wholeMs}
                ticks={ticks}
              />
            ) : null;
          }}
        />
      </div>
      {rows.length === 0 && <p className="obs-section-empty">{words.none}</p>}
      <p className="obs-ranked-more">
        {(a.truncated || b.truncated) && `${words.truncated} `}
        {a.figures.unpriced_calls + b.figures.unpriced_calls > 0 && words.unpricedNote}
        {steps.length === 0 && texts.none}
      </p>
    </section>
  );
}
