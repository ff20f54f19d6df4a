import { useMemo } from 'react';
import { dataOf } from '../hub/client.ts';
import type { Silence } from '../hub/types.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { wordOf } from '../lib/word-of.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Absolute } from '../parts/time.tsx';
import { silencesTexts as words } from '../texts/alert-silences.ts';
import { alertsKey } from './alerts-questions.ts';
import { matcherOf, matcherText } from './matcher.ts';

const columns: readonly Column<Silence>[] = [
  {
    key: 'status',
    title: words.columns.status,
    render: ({ status, starts_at }) => (
      <div className="obs-alert-name">
        <span className={`obs-silence-state is-silence-${status}`}>{wordOf(words.status, status)}</span>
        {status === 'pending' && (
          <span className="obs-card-note">
            <Absolute time={starts_at} />
          </span>
        )}
      </div>
    ),
  },
  {
    key: 'matchers',
    title: words.columns.matchers,
    render: ({ matchers, comment, source }) => (
      <div className="obs-alert-name">
        <ul className="obs-silence-matchers">
          {matchers.map((matcher) => {
            const text = matcherText(matcherOf(matcher));
            return (
              <li key={text} className="obs-foreign">
                {text}
              </li>
            );
          })}
        </ul>
        <span className="obs-alert-summary obs-foreign">{comment}</span>
        {source === 'alertmanager' && (
          <span className="obs-card-note" title={words.fromAlertmanagerTitle}>
            {words.fromAlertmanager}
          </span>
        )}
      </div>
    ),
  },
  {
    key: 'by',
    title: words.columns.by,
    isWideOnly: true,
    render: ({ created_by, ended_by }) => (
      <div className="obs-alert-name">
        <span className="obs-foreign">{created_by}</span>
        {ended_by !== null && <span className="obs-card-note obs-foreign">{words.endedBy(ended_by)}</span>}
      </div>
    ),
  },
  {
    key: 'ends',
    title: words.columns.ends,
    sortBy: ({ ends_at }) => ends_at,
    render: ({ ends_at }) => <Absolute time={ends_at} />,
  },
];

/** Silences as rows, with a button that ends one. */
export function SilenceTable({ silences, mayEnd }: { silences: readonly Silence[]; mayEnd: boolean }) {
  const shown = useMemo(
    () =>
      mayEnd
        ? [
            ...columns,
            {
              key: 'end',
              title: words.columns.act,
              render: (silence: Silence) => silence.status !== 'expired' && <End silence={silence} />,
            },
          ]
        : columns,
    [mayEnd],
  );
  return <DataTable label={words.table} columns={shown} rows={silences} keyOf={({ id }) => id} />;
}

function End({ silence: { id, matchers } }: { silence: Silence }) {
  const end = useHubAction(
    (hub) => dataOf(hub.api.DELETE('/api/v1/silences/{id}', { params: { path: { id } } })),
    [['silences'], alertsKey],
  );
  return (
    <>
      <button
        type="button"
        className="obs-button"
        aria-label={words.endNamed(matchers.map((one) => matcherText(matcherOf(one))).join(', '))}
        disabled={end.isPending}
        onClick={() => end.mutate(undefined)}
      >
        {words.end}
      </button>
      {end.error && <span role="alert">{words.failed(end.error.message)}</span>}
    </>
  );
}
