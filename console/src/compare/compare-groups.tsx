import { type FormEvent, useState } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { Field } from '../parts/field.tsx';
import { useChangeSearch, useSearchParam } from '../place/use-search-param.ts';
import { compareTexts } from '../texts/compare.ts';
import { rangeBounds } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { GroupsCompared } from './groups-compared.tsx';

const words = compareTexts.groups;
const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** Two groups of runs, each by a query, in the same stretch of time. */
export function CompareGroups() {
  const [a] = useSearchParam('qa');
  const [b] = useSearchParam('qb');
  const change = useChangeSearch();
  const { range } = useTimeRange(DAY_MINUTES);
  const { fromMs, toMs } = rangeBounds(range, useNow(MINUTE_MS));
  const [nextA, setA] = useState(a ?? '');
  const [nextB, setB] = useState(b ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change({ qa: nextA.trim() || null, qb: nextB.trim() || null });
  };
  return (
    <>
      <p className="obs-compare-lead">{words.lead}</p>
      <form className="obs-compare-form" onSubmit={submit}>
        <Field label={words.queryA} hint={words.hintA}>
          {(control) => (
            <input
              {...control}
              maxLength={500}
              value={nextA}
              onChange={(event) => setA(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.queryB} hint={words.hintB}>
          {(control) => (
            <input
              {...control}
              maxLength={500}
              value={nextB}
              onChange={(event) => setB(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="obs-button is-primary">
          {words.compare}
        </button>
      </form>
      {a !== null && b !== null && (
        <GroupsCompared
          groups={{
            a,
            b,
            from: minuteOf(fromMs),
            to: minuteOf(toMs + MINUTE_MS),
          }}
          titles={{ a, b }}
        />
      )}
    </>
  );
}

/** The minute in which a time is; a question of whole minutes has an answer that is kept for a while. */
const minuteOf = (ms: number) => new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString();
