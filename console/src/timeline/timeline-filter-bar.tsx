import { agentsQuestion } from '../agents/agents-questions.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatAbsolute } from '../lib/format-time.ts';
import { Chip } from '../parts/chip.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';
import { timelineTexts as words } from '../texts/timeline.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { ExactField } from './exact-field.tsx';
import { isTimelineFiltered, type TimelineFilter } from './timeline-filter.ts';

interface TimelineFilterBarProps {
  readonly filter: TimelineFilter;
  readonly range: RangeQuery;
}

/** Whose moments are shown, and in which order. */
export function TimelineFilterBar({ filter, range }: TimelineFilterBarProps) {
  const change = useChangeSearch();
  const agents = useHubQuery(agentsQuestion(range, null), { keepsBefore: true, goodForMs: 60_000 });
  const isAscending = filter.order === 'asc';
  return (
    <search className="obs-filter-line obs-timeline-filter" aria-label={words.filter}>
      <ExactField
        label={words.agent}
        value={filter.agent}
        onValue={(agent) => change({ agent })}
        options={(agents.data ?? []).map(({ agent }) => agent)}
      />
      <ExactField label={words.session} value={filter.session} onValue={(session) => change({ session })} />
      <ExactField label={words.user} value={filter.user} onValue={(user) => change({ user })} />
      {filter.trace !== null && (
        <Chip on title={words.traceRemove} onClick={() => change({ trace: null })}>
          {words.trace(filter.trace)}
        </Chip>
      )}
      {filter.at !== null && (
        <Chip on title={words.fromRemove(filter.order)} onClick={() => change({ at: null })}>
          {words.from(filter.order, formatAbsolute(filter.at))}
        </Chip>
      )}
      <Chip on={isAscending} onClick={() => change({ order: isAscending ? null : 'asc' })}>
        {words.oldestFirst}
      </Chip>
      {isTimelineFiltered(filter) && (
        <button
          type="button"
          className="obs-button is-quiet"
          onClick={() => change({ agent: null, session: null, user: null, trace: null })}
        >
          {words.clear}
        </button>
      )}
    </search>
  );
}
