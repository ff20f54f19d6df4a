import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { type ListFilter, type ListSort, sorts } from '../lib/list-filter.ts';
import { executionsTexts as words } from '../texts/executions.ts';
import { countQuestion } from './executions-questions.ts';

/** A count looks at all that is found; it follows changes more slowly than the rows. */
const COUNT_MS = 10_000;

const DAY_MINUTES = 24 * 60;

/** Whether the hub looks at the last day alone: in other orders than that of time, unless a time is given. */
function isOfLastDay({ sort, minutes, from, to, q = '' }: ListFilter): boolean {
  const isGiven = minutes !== undefined || from !== undefined || to !== undefined;
  return sort !== undefined && !isGiven && !/\b(since|until|started):/.test(q);
}

interface ListHeadProps {
  readonly filter: ListFilter;
  readonly onSort: (sort: ListSort) => void;
  readonly paused: boolean;
}

/** How many executions there are, and in which order they stand. */
export function ListHead({ filter, onSort, paused }: ListHeadProps) {
  const isLastDay = isOfLastDay(filter);
  const question = countQuestion(isLastDay ? { ...filter, minutes: DAY_MINUTES } : filter);
  useRefreshOnChange(question.key, COUNT_MS, !paused);
  const { data } = useHubQuery(question, { keepsBefore: true });
  return (
    <div className="obs-list-head">
      <p className="obs-list-count">
        {data && words.found(data.count, data.complete)}
        {isLastDay && <span> {words.lastDay}</span>}
      </p>
      <label className="obs-list-order">
        {words.sort}
        <select
          className="obs-input"
          value={filter.sort ?? 'started'}
          onChange={({ target }) => onSort(sorts.find((one) => one === target.value) ?? 'started')}
        >
          {sorts.map((sort) => (
            <option key={sort} value={sort}>
              {words.sorts[sort]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
