import type { HubTypes } from '@observatory/shim/client';
import { Pair } from '../dashboard/pair.tsx';
import { dataOf } from '../hub/client.ts';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { formatExactCount, formatShare } from '../lib/format-number.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { texts } from '../texts/common.ts';
import { adminKeys, encryptionQuestion } from './admin-questions.ts';

type Encryption = HubTypes['schemas']['EncryptionState'];
type Key = Encryption['keys'][number];

const words = adminTexts.encryption;
const REFRESH_MS = 5_000;

/** The keys that content is encrypted with, and the job that seals anew. */
export function EncryptionTab() {
  const encryption = useHubQuery(encryptionQuestion, { everyMs: REFRESH_MS, keepsBefore: true });
  return (
    <Answer query={encryption}>
      {(state) =>
        state.on || state.keys.length > 0 ? (
          <div className="obs-cards">
            <KeysPanel state={state} />
            <JobPanel state={state} />
          </div>
        ) : (
          <Panel title={words.title}>
            <EmptyNote title={words.off}>
              <p>{words.offText}</p>
            </EmptyNote>
          </Panel>
        )
      }
    </Answer>
  );
}

function KeysPanel({ state }: { state: Encryption }) {
  return (
    <Panel title={words.title} note={words.rows(formatExactCount(state.rows))}>
      {state.error !== null && <p role="alert">{state.error}</p>}
      <DataTable label={words.title} columns={columns} rows={state.keys} keyOf={({ id }) => id} />
      <p className="obs-card-note">{words.plain(formatShare(state.plain.share))}</p>
    </Panel>
  );
}

const columns: readonly Column<Key>[] = [
  {
    key: 'id',
    title: words.columns.id,
    render: ({ id, seals, loaded }) => (
      <div className="obs-stacked">
        <b className="obs-admin-id">{id}</b>
        <span className="obs-card-note">{seals ? words.seals : loaded ? words.opens : words.gone}</span>
      </div>
    ),
  },
  {
    key: 'share',
    title: words.columns.share,
    isFigure: true,
    render: ({ share, rows }) => <span title={formatExactCount(rows)}>{formatShare(share)}</span>,
  },
  {
    key: 'since',
    title: words.columns.since,
    isWideOnly: true,
    render: ({ first_used_at }) => (first_used_at === null ? texts.none : <Absolute time={first_used_at} />),
  },
];

function JobPanel({ state: { job } }: { state: Encryption }) {
  const change = useHubAction(
    (hub, state: 'running' | 'paused') => dataOf(hub.api.PUT('/api/v1/encryption/job', { body: { state } })),
    [adminKeys.encryption],
  );
  const isAtWork = job.state === 'running' || job.state === 'waiting';
  return (
    <Panel title={words.job} note={words.jobNote}>
      <dl className="obs-pairs">
        <Pair title={words.state}>{wordOf(words.states, job.state)}</Pair>
        {job.relation !== null && <Pair title={words.relation}>{job.relation}</Pair>}
        <Pair title={words.resealed}>{formatExactCount(job.resealed)}</Pair>
        <Pair title={words.unreadable}>{formatExactCount(job.unreadable)}</Pair>
      </dl>
      {job.state !== 'off' && (
        <button
          type="button"
          className="obs-button"
          disabled={change.isPending}
          onClick={() => change.mutate(isAtWork ? 'paused' : 'running')}
        >
          {isAtWork ? words.pause : words.run}
        </button>
      )}
      {change.error && <p role="alert">{adminTexts.failed(change.error.message)}</p>}
    </Panel>
  );
}
