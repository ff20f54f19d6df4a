import { useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { AddMember } from './add-member.tsx';
import { adminKeys, membersQuestion } from './admin-questions.ts';
import { type Member, type Role, roles } from './admin-types.ts';
import { useManaged } from './use-managed.tsx';

const words = adminTexts.members;

/** The people of the project: their roles can be changed, and they taken out. */
export function MembersPanel() {
  const members = useHubQuery(membersQuestion(useManaged()));
  return (
    <Panel title={words.title} note={words.note}>
      <Answer query={members}>
        {(all) => (
          <>
            {all.length === 0 ? (
              <EmptyNote title={words.none}>
                <p>{words.noneText}</p>
              </EmptyNote>
            ) : (
              <DataTable label={words.title} columns={columns} rows={all} keyOf={({ id }) => id} />
            )}
            <AddMember members={all} />
          </>
        )}
      </Answer>
    </Panel>
  );
}

/** Makes a person a member, or changes the role. */
export function usePutMember() {
  const query = useManaged();
  return useHubAction(
    (hub, { id, role }: { readonly id: string; readonly role: Role }) =>
      dataOf(
        hub.api.PUT('/api/v1/members/{person_id}', {
          params: { path: { person_id: id }, query },
          body: { role },
        }),
      ),
    [adminKeys.members],
  );
}

/** What a person is called, as well as the provider said. */
export const personName = ({ name, email, id }: Pick<Member, 'name' | 'email' | 'id'>): string =>
  name ?? email ?? id;

const columns: readonly Column<Member>[] = [
  {
    key: 'name',
    title: words.columns.name,
    sortBy: personName,
    render: (member) => (
      <div className="obs-stacked">
        <b className="obs-foreign">{personName(member)}</b>
        {member.email !== null && <span className="obs-card-note obs-foreign">{member.email}</span>}
      </div>
    ),
  },
  { key: 'role', title: words.columns.role, render: (member) => <RoleOf member={member} /> },
  {
    key: 'seen',
    title: words.columns.seen,
    isWideOnly: true,
    sortBy: ({ last_login_at }) => last_login_at,
    render: ({ last_login_at }) => (last_login_at === null ? words.never : <Ago time={last_login_at} />),
  },
  {
    key: 'from',
    title: words.columns.issuer,
    isWideOnly: true,
    render: ({ issuer }) => <span className="obs-foreign">{issuer}</span>,
  },
  { key: 'act', title: words.columns.act, render: (member) => <Remove member={member} /> },
];

function RoleOf({ member }: { member: Member }) {
  const put = usePutMember();
  return (
    <div className="obs-stacked">
      <select
        className="obs-input"
        aria-label={words.roleOf(personName(member))}
        value={put.isPending ? put.variables.role : member.role}
        disabled={put.isPending}
        onChange={(event) => {
          const role = roles.find((one) => one === event.target.value);
          if (role) put.mutate({ id: member.id, role });
        }}
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {wordOf(adminTexts.roles, role)}
          </option>
        ))}
      </select>
      {put.error && <span role="alert">{adminTexts.failed(put.error.message)}</span>}
    </div>
  );
}

function Remove({ member }: { member: Member }) {
  const [isAsking, setAsking] = useState(false);
  const query = useManaged();
  const name = personName(member);
  const remove = useHubAction(
    (hub) =>
      dataOf(
        hub.api.DELETE('/api/v1/members/{person_id}', {
          params: { path: { person_id: member.id }, query },
        }),
      ),
    [adminKeys.members, adminKeys.signIns],
  );
  return (
    <>
      <button
        type="button"
        className="obs-button is-danger"
        aria-label={words.removeNamed(name)}
        onClick={() => setAsking(true)}
      >
        {words.remove}
      </button>
      {isAsking && (
        <ConfirmDialog
          title={words.removeTitle(name)}
          text={words.removeText}
          action={words.remove}
          typed={name}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
