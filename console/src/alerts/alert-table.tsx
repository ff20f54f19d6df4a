import { useNow } from '../hooks/use-now.ts';
import type { Alert } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { toMs } from '../lib/format-time.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { texts } from '../texts/common.ts';
import { AlertState } from './alert-state.tsx';

const words = alertsTexts.columns;

const columns: readonly Column<Alert>[] = [
  { key: 'state', title: words.state, render: (alert) => <AlertState alert={alert} /> },
  {
    key: 'alert',
    title: words.alert,
    render: ({ id, name, summary }) => (
      <div className="obs-alert-name">
        <Link href={pagePath('alerts', id)} className="obs-foreign">
          {name}
        </Link>
        {summary !== null && <span className="obs-alert-summary obs-foreign">{summary}</span>}
      </div>
    ),
  },
  {
    key: 'about',
    title: words.about,
    isWideOnly: true,
    render: ({ labels }) =>
      labels.agent ? (
        <Link href={pagePath('agents', labels.agent)} className="obs-foreign">
          {labels.agent}
        </Link>
      ) : (
        <span className="obs-foreign">{labels.model ?? labels.service ?? texts.none}</span>
      ),
  },
  {
    key: 'began',
    title: words.began,
    isFigure: true,
    render: ({ starts_at }) => <Ago time={starts_at} />,
    sortBy: ({ starts_at }) => starts_at,
  },
  {
    key: 'lasted',
    title: words.lasted,
    isFigure: true,
    isWideOnly: true,
    render: (alert) => <Lasted alert={alert} />,
  },
];

/** How long an alert fired, or fires till now. */
export function Lasted({
  alert: { starts_at, duration_ms },
}: {
  alert: Pick<Alert, 'starts_at' | 'duration_ms'>;
}) {
  const now = useNow(5_000, duration_ms === null);
  return formatDuration(duration_ms ?? Math.max(0, now - toMs(starts_at)));
}

/** Alerts as rows. */
export function AlertTable({ alerts }: { alerts: readonly Alert[] }) {
  return <DataTable label={alertsTexts.table} columns={columns} rows={alerts} keyOf={({ id }) => id} />;
}
