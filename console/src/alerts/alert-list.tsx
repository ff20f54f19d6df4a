import { useMemo, useState } from 'react';
import type { Alert } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Link } from '../place/link.tsx';
import { useSearch } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { useChangeSearch } from '../place/use-search-param.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { type AlertFilter, alertSeverities, readAlertFilter } from './alert-filter.ts';
import { severityWords } from './alert-state.tsx';
import { AlertTable } from './alert-table.tsx';
import { AlertTabs } from './alert-tabs.tsx';
import { ALERT_PAGE, alertsKey, alertsQuestion } from './alerts-questions.ts';

const REFRESH_MS = 500;

/** What fires, and what fired: the history of alerts. */
export function AlertList() {
  const search = useSearch();
  const filter = useMemo(() => readAlertFilter(new URLSearchParams(search)), [search]);
  const [limit, setLimit] = useState(ALERT_PAGE);
  useRefreshOnChange(alertsKey, REFRESH_MS, true, ['alerts']);
  const alerts = useHubQuery(alertsQuestion(filter, limit), { keepsBefore: true });
  return (
    <>
      <PageHead
        title={alertsTexts.title}
        note={alerts.data && alertsTexts.counted(alerts.data.alerts.length)}
      />
      <AlertTabs current="alerts" />
      <Filters filter={filter} />
      <Answer query={alerts} lines={8}>
        {(data) => (
          <>
            {data.alerts.length === 0 ? <NoAlert filter={filter} /> : <Rows alerts={data.alerts} />}
            {data.hasMore && (
              <button type="button" className="obs-button" onClick={() => setLimit(limit + ALERT_PAGE)}>
                {alertsTexts.loadMore}
              </button>
            )}
          </>
        )}
      </Answer>
    </>
  );
}

const Rows = ({ alerts }: { alerts: readonly Alert[] }) => (
  <div className="obs-card">
    <div className="obs-card-body">
      <AlertTable alerts={alerts} />
    </div>
  </div>
);

function Filters({ filter }: { filter: AlertFilter }) {
  const change = useChangeSearch();
  const states = ['firing', 'all', 'acknowledged', 'silenced', 'resolved'] as const;
  const current = filter.status ?? 'all';
  const nameOf = (status: (typeof states)[number]) =>
    status === 'firing'
      ? alertsTexts.firing
      : status === 'all'
        ? alertsTexts.all
        : alertsTexts.states[status];
  return (
    <search className="obs-alert-filter" aria-label={alertsTexts.filter}>
      <FilterInput
        label={alertsTexts.search}
        placeholder={alertsTexts.searchPlaceholder}
        text={filter.q ?? ''}
        onText={(q) => change({ q: q === '' ? null : q })}
      />
      <div className="obs-choices">
        {states.map((status) => (
          <Chip
            key={status}
            on={status === current}
            onClick={() => change({ status: status === 'firing' ? null : status })}
          >
            {nameOf(status)}
          </Chip>
        ))}
      </div>
      <div className="obs-choices">
        {alertSeverities.map((severity) => (
          <Chip
            key={severity}
            on={filter.severity === severity}
            onClick={() => change({ severity: filter.severity === severity ? null : severity })}
          >
            {severityWords(severity)}
          </Chip>
        ))}
      </div>
      {filter.agent !== undefined && (
        <Chip on onClick={() => change({ agent: null })}>
          <span className="obs-foreign">{filter.agent}</span> ×
        </Chip>
      )}
    </search>
  );
}

function NoAlert({ filter }: { filter: AlertFilter }) {
  const isPlain = filter.status === 'firing' && !filter.severity && !filter.agent && !filter.q;
  return (
    <EmptyNote level={2} title={isPlain ? alertsTexts.quiet : alertsTexts.noneFound}>
      {isPlain && <p>{alertsTexts.quietText}</p>}
      <p>
        <Link href={pagePath('alerts', 'rules')}>{alertsTexts.toRules}</Link>
      </p>
    </EmptyNote>
  );
}
