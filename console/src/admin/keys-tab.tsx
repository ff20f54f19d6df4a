import { useMemo, useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute, Ago } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { texts } from '../texts/common.ts';
import { adminKeys, keysQuestion } from './admin-questions.ts';
import type { ApiKey } from './admin-types.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { ManagedPicker, useManaged } from './use-managed.tsx';

const words = adminTexts.keys;

type Asked = { readonly what: 'rotate' | 'revoke'; readonly key: ApiKey };

/** Keys of programs: makes, rotates and revokes them. */
export function KeysTab() {
  const managed = useManaged();
  const keys = useHubQuery(keysQuestion(managed));
  const [isMaking, setMaking] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const columns = useMemo(() => columnsOf(setAsked), []);
  const close = () => setAsked(null);
  return (
    <>
      <ManagedPicker />
      <Panel
        title={words.title}
        note={words.note}
        actions={
          <button type="button" className="obs-button is-primary" onClick={() => setMaking(true)}>
            <Icon name="plus" />
            {words.add}
          </button>
        }
      >
        <Answer query={keys}>
          {(all) =>
            all.length === 0 ? (
              <EmptyNote title={words.none}>
                <p>{words.noneText}</p>
              </EmptyNote>
            ) : (
              <DataTable label={words.title} columns={columns} rows={all} keyOf={({ id }) => id} />
            )
          }
        </Answer>
      </Panel>
      {isMaking && <NewKeyDialog managed={managed} onClose={() => setMaking(false)} />}
      {asked?.what === 'rotate' && <RotateDialog apiKey={asked.key} managed={managed} onClose={close} />}
      {asked?.what === 'revoke' && <RevokeDialog apiKey={asked.key} onClose={close} />}
    </>
  );
}

function RevokeDialog({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const query = useManaged();
  const revoke = useHubAction(
    (hub) => dataOf(hub.api.DELETE('/api/v1/keys/{id}', { params: { path: { id }, query } })),
    [adminKeys.keys],
  );
  return (
    <ConfirmDialog
      title={words.revokeTitle(name)}
      text={words.revokeText}
      action={words.revoke}
      typed={name}
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function columnsOf(ask: (asked: Asked) => void): readonly Column<ApiKey>[] {
  return [
    {
      key: 'name',
      title: words.columns.name,
      sortBy: ({ name }) => name,
      render: ({ name, prefix, created_by }) => (
        <div className="obs-stacked">
          <b className="obs-foreign">{name}</b>
          <span className="obs-admin-id">{prefix}…</span>
          <span className="obs-card-note obs-foreign">{words.madeBy(created_by)}</span>
        </div>
      ),
    },
    {
      key: 'scopes',
      title: words.columns.scopes,
      render: ({ scopes }) => scopes.map((scope) => wordOf(adminTexts.scopes, scope)).join(', '),
    },
    {
      key: 'status',
      title: words.columns.status,
      render: ({ status, previous_secret_until }) => (
        <div className="obs-stacked">
          <span className={`obs-key-state is-key-${status}`}>{wordOf(words.status, status)}</span>
          {previous_secret_until !== null && (
            <span className="obs-card-note">
              {words.oldUntil} <Absolute time={previous_secret_until} />
            </span>
          )}
        </div>
      ),
    },
    {
      key: 'used',
      title: words.columns.used,
      isWideOnly: true,
      sortBy: ({ last_used_at }) => last_used_at,
      render: ({ last_used_at }) => (last_used_at === null ? words.never : <Ago time={last_used_at} />),
    },
    {
      key: 'expires',
      title: words.columns.expires,
      isWideOnly: true,
      sortBy: ({ expires_at }) => expires_at,
      render: ({ expires_at }) => (expires_at === null ? texts.none : <Absolute time={expires_at} />),
    },
    {
      key: 'act',
      title: words.columns.act,
      render: (key) =>
        key.status === 'active' && (
          <div className="obs-admin-acts">
            <button
              type="button"
              className="obs-button"
              aria-label={words.rotateNamed(key.name)}
              onClick={() => ask({ what: 'rotate', key })}
            >
              {words.rotate}
            </button>
            <button
              type="button"
              className="obs-button is-danger"
              aria-label={words.revokeNamed(key.name)}
              onClick={() => ask({ what: 'revoke', key })}
            >
              {words.revoke}
            </button>
          </div>
        ),
    },
  ];
}
