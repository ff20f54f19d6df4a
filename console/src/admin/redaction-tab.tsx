import { useMemo, useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { adminTexts } from '../texts/admin.ts';
import { texts } from '../texts/common.ts';
import { adminKeys, redactionQuestion } from './admin-questions.ts';
import type { RedactionRule } from './admin-types.ts';
import { RedactionDialog } from './redaction-dialog.tsx';
import { RedactionTrial } from './redaction-trial.tsx';

const words = adminTexts.redaction;

type Asked = { readonly what: 'edit' | 'remove'; readonly rule: RedactionRule };

/** Rules by which texts are redacted before they are stored, and what they make of a sample. */
export function RedactionTab() {
  const rules = useHubQuery(redactionQuestion);
  const [asked, setAsked] = useState<Asked | 'new' | null>(null);
  const columns = useMemo(() => columnsOf(setAsked), []);
  const close = () => setAsked(null);
  return (
    <div className="obs-cards">
      <Panel
        title={words.title}
        note={words.note}
        className="is-whole"
        actions={
          <button type="button" className="obs-button is-primary" onClick={() => setAsked('new')}>
            <Icon name="plus" />
            {words.add}
          </button>
        }
      >
        <Answer query={rules}>
          {(all) =>
            all.length === 0 ? (
              <EmptyNote title={words.none}>
                <p>{words.noneText}</p>
              </EmptyNote>
            ) : (
              <DataTable label={words.title} columns={columns} rows={all} keyOf={({ name }) => name} />
            )
          }
        </Answer>
      </Panel>
      <Panel title={words.trial.title} note={words.trial.note} className="is-whole">
        <RedactionTrial />
      </Panel>
      {asked === 'new' && <RedactionDialog rule={null} onClose={close} />}
      {asked !== 'new' && asked?.what === 'edit' && <RedactionDialog rule={asked.rule} onClose={close} />}
      {asked !== 'new' && asked?.what === 'remove' && <RemoveDialog rule={asked.rule} onClose={close} />}
    </div>
  );
}

function RemoveDialog({ rule: { name }, onClose }: { rule: RedactionRule; onClose: () => void }) {
  const remove = useHubAction(
    (hub) => dataOf(hub.api.DELETE('/api/v1/redaction/rules/{name}', { params: { path: { name } } })),
    [adminKeys.redaction],
  );
  return (
    <ConfirmDialog
      title={words.deleteTitle(name)}
      text={words.deleteText}
      action={texts.remove}
      typed={name}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function columnsOf(ask: (asked: Asked) => void): readonly Column<RedactionRule>[] {
  return [
    {
      key: 'name',
      title: words.columns.name,
      render: ({ name, enabled }) => (
        <>
          <b className="obs-foreign">{name}</b> {!enabled && <span className="is-absent">{words.off}</span>}
        </>
      ),
    },
    {
      key: 'pattern',
      title: words.columns.pattern,
      render: ({ pattern, replacement }) => (
        <span className="obs-admin-id">
          {pattern} → {replacement === '' ? words.nothing : replacement}
        </span>
      ),
    },
    {
      key: 'where',
      title: words.columns.where,
      isWideOnly: true,
      render: ({ kinds, keys }) => words.where(kinds, keys),
    },
    {
      key: 'act',
      title: words.columns.act,
      render: (rule) => (
        <div className="obs-admin-acts">
          <button
            type="button"
            className="obs-button"
            aria-label={words.changeNamed(rule.name)}
            onClick={() => ask({ what: 'edit', rule })}
          >
            {words.change}
          </button>
          <button
            type="button"
            className="obs-button is-danger"
            aria-label={`${texts.remove} ${rule.name}`}
            onClick={() => ask({ what: 'remove', rule })}
          >
            {texts.remove}
          </button>
        </div>
      ),
    },
  ];
}
