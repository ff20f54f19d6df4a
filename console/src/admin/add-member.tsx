import { type FormEvent, useState } from 'react';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { SelectField } from '../parts/select-field.tsx';
import { adminTexts } from '../texts/admin.ts';
import { peopleQuestion, sessionQuestion } from './admin-questions.ts';
import { type Member, type Role, roles } from './admin-types.ts';
import { personName, usePutMember } from './members-panel.tsx';

const words = adminTexts.members;

/** Makes somebody who signed in once a member. Who did so is for whoever administers the hub to see. */
export function AddMember({ members }: { members: readonly Member[] }) {
  const session = useHubQuery(sessionQuestion);
  const people = useHubQuery(peopleQuestion, { on: session.data?.project === 'default' });
  const [person, setPerson] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const put = usePutMember();
  const others = (people.data ?? []).filter(({ id }) => !members.some((member) => member.id === id));
  if (others.length === 0) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (person === '') return;
    put.mutate({ id: person, role }, { onSuccess: () => setPerson((now) => (now === person ? '' : now)) });
  };
  return (
    <form className="obs-form-row obs-add-member" onSubmit={submit}>
      <SelectField
        label={words.add}
        value={person}
        options={[['', words.choose], ...others.map((one) => [one.id, personName(one)] as const)]}
        onValue={setPerson}
      />
      <SelectField
        label={words.columns.role}
        value={role}
        options={roles.map((one) => [one, adminTexts.roleHints[one]])}
        onValue={(next) => setRole(roles.find((one) => one === next) ?? 'viewer')}
      />
      <button type="submit" className="obs-button is-primary" disabled={person === '' || put.isPending}>
        {words.addButton}
      </button>
      {put.error && <p role="alert">{adminTexts.failed(put.error.message)}</p>}
    </form>
  );
}
