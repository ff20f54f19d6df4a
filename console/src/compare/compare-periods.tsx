import { type FormEvent, useState } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { formatDayClock } from '../lib/format-time.ts';
import { Field } from '../parts/field.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { compareTexts } from '../texts/compare.ts';
import { rangeBounds } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { GroupsCompared } from './groups-compared.tsx';
import { type Base, bases, periodGroups } from './period-groups.ts';

const words = compareTexts.groups;
const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** The same runs in two stretches of time: the one of the page, and one before it. */
export function ComparePeriods() {
  const [query, setQuery] = useSearchParam('q');
  const [given, setBase] = useSearchParam('base');
  const base: Base = bases.find((one) => one === given) ?? 'before';
  const { range } = useTimeRange(DAY_MINUTES);
  const periods = periodGroups(query ?? '', rangeBounds(range, useNow(MINUTE_MS)), base);
  const [next, setNext] = useState(query ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setQuery(next.trim() || null);
  };
  const title = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
    words.from(formatDayClock(fromMs), formatDayClock(toMs));
  return (
    <>
      <p className="obs-compare-lead">{words.periodsLead}</p>
      <form className="obs-compare-form" onSubmit={submit}>
        <Field label={words.query} hint={words.queryHint}>
          {(control) => (
            <input
              {...control}
              maxLength={400}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.base}>
          {(control) => (
            <select {...control} value={base} onChange={(event) => setBase(event.target.value)}>
              {bases.map((one) => (
                <option key={one} value={one}>
                  {words.bases[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <button type="submit" className="obs-button is-primary">
          {words.compare}
        </button>
      </form>
      <GroupsCompared groups={periods.groups} titles={{ a: title(periods.a), b: title(periods.b) }} />
    </>
  );
}
