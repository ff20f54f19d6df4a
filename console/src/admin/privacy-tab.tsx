import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatBytes } from '../lib/format-bytes.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { texts } from '../texts/common.ts';
import { retentionQuestion } from './admin-questions.ts';
import { ErasuresPanel } from './erasures-panel.tsx';
import { UserDataPanel } from './user-data-panel.tsx';

const words = adminTexts.retention;

/** How long things are kept, and what is kept of one user: handed out, or erased. */
export function PrivacyTab() {
  return (
    <div className="obs-cards">
      <RetentionPanel />
      <UserDataPanel />
      <ErasuresPanel />
    </div>
  );
}

function RetentionPanel() {
  const retention = useHubQuery(retentionQuestion);
  return (
    <Panel
      title={words.title}
      note={retention.data && words.note(retention.data.retention_days)}
      className="is-whole"
    >
      <Answer query={retention}>
        {({ kinds }) => (
          <DataTable label={words.title} columns={columns} rows={kinds} keyOf={({ kind }) => kind} />
        )}
      </Answer>
      <p className="obs-card-note">{words.change}</p>
    </Panel>
  );
}

type Kind = Awaited<ReturnType<typeof retentionQuestion.ask>>['kinds'][number];

const columns: readonly Column<Kind>[] = [
  { key: 'kind', title: words.columns.kind, render: ({ kind }) => words.kinds[kind] ?? kind },
  {
    key: 'kept',
    title: words.columns.kept,
    isFigure: true,
    sortBy: ({ kept_hours }) => kept_hours,
    render: ({ kept_hours }) => words.days(kept_hours),
  },
  {
    key: 'bytes',
    title: words.columns.bytes,
    isFigure: true,
    sortBy: ({ bytes }) => bytes,
    render: ({ bytes }) => formatBytes(bytes),
  },
  {
    key: 'oldest',
    title: words.columns.oldest,
    isWideOnly: true,
    render: ({ oldest_day }) => oldest_day ?? texts.none,
  },
  {
    key: 'next',
    title: words.columns.next,
    isWideOnly: true,
    render: ({ next_drop_at }) => (next_drop_at === null ? texts.none : <Absolute time={next_drop_at} />),
  },
  {
    key: 'setting',
    title: words.columns.setting,
    isWideOnly: true,
    render: ({ setting }) => <code className="obs-admin-id">{setting}</code>,
  },
];
