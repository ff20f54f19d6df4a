import { wordOf } from '../lib/word-of.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Absolute } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { texts } from '../texts/common.ts';
import type { AuditRecord } from './admin-types.ts';

const words = adminTexts.audit;

const columns: readonly Column<AuditRecord>[] = [
  {
    key: 'at',
    title: words.columns.at,
    render: ({ at, sequence }) => (
      <div className="obs-stacked">
        <Absolute time={at} />
        <span className="obs-card-note">{words.entry(sequence)}</span>
      </div>
    ),
  },
  {
    key: 'actor',
    title: words.columns.actor,
    render: ({ actor, address }) => (
      <div className="obs-stacked">
        <span className="obs-foreign">{actor.name}</span>
        <span className="obs-card-note">{address ?? actor.kind}</span>
      </div>
    ),
  },
  {
    key: 'action',
    title: words.columns.action,
    render: ({ action, target }) => (
      <div className="obs-stacked">
        <span className="obs-foreign">{action}</span>
        <span className="obs-card-note obs-foreign">{target}</span>
      </div>
    ),
  },
  {
    key: 'outcome',
    title: words.columns.outcome,
    render: ({ outcome, status }) => (
      <span className={`obs-audit-outcome is-audit-${outcome}`}>
        {wordOf(words.outcomes, outcome)} {status !== null && <span className="obs-card-note">{status}</span>}
      </span>
    ),
  },
  {
    key: 'project',
    title: words.columns.project,
    isWideOnly: true,
    render: ({ project }) => project,
  },
  {
    key: 'request',
    title: words.columns.request,
    isWideOnly: true,
    render: ({ request }) => <span className="obs-admin-id">{request ?? texts.none}</span>,
  },
];

/** Entries of the audit trail as rows. */
export function AuditTable({ entries }: { entries: readonly AuditRecord[] }) {
  if (entries.length === 0) return <p>{words.none}</p>;
  return (
    <DataTable
      label={words.title}
      columns={columns}
      rows={entries}
      keyOf={({ sequence }) => String(sequence)}
      pageSize={entries.length}
    />
  );
}
