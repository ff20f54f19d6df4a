import { type FormEvent, useState } from 'react';
import { useMay } from '../access/use-may.ts';
import { dataOf } from '../hub/client.ts';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { TextField } from '../parts/text-field.tsx';
import { adminTexts } from '../texts/admin.ts';
import { adminKeys, projectsQuestion, sessionQuestion } from './admin-questions.ts';
import type { CurrentSession } from './admin-types.ts';

const words = adminTexts.projects;

/** The projects that one has a part in: leads the session to another, makes one. */
export function ProjectsTab() {
  const session = useHubQuery(sessionQuestion);
  const mayMake = useMay('administer') && session.data?.project === 'default';
  return (
    <div className="obs-cards">
      <Panel title={words.title} note={words.note}>
        <Answer query={session}>{(data) => <Own session={data} />}</Answer>
      </Panel>
      {mayMake && <MakeProject />}
    </div>
  );
}

function Own({ session }: { session: CurrentSession }) {
  const move = useHubAction((hub, project: string) =>
    dataOf(hub.api.PUT('/api/v1/session', { body: { project } })),
  );
  // Everything on all pages is of another project then; begin anew.
  const go = (project: string) => move.mutate(project, { onSuccess: () => window.location.assign('/') });
  return (
    <>
      <ul className="obs-name-list">
        {session.projects.map(({ id, role }) => (
          <li key={id} className="obs-project">
            <b className="obs-foreign">{id}</b>
            {role !== null && <span className="obs-card-note">{wordOf(adminTexts.roles, role)}</span>}
            {id === session.project ? (
              <span className="obs-card-note">{words.here}</span>
            ) : (
              session.kind === 'person' && (
                <button
                  type="button"
                  className="obs-button"
                  aria-label={words.goNamed(id)}
                  disabled={move.isPending}
                  onClick={() => go(id)}
                >
                  {words.go}
                </button>
              )
            )}
          </li>
        ))}
      </ul>
      {session.kind !== 'person' && <p className="obs-card-note">{words.keyOnly}</p>}
      {move.error && <p role="alert">{adminTexts.failed(move.error.message)}</p>}
    </>
  );
}

function MakeProject() {
  const projects = useHubQuery(projectsQuestion);
  const [id, setId] = useState('');
  const make = useHubAction(
    (hub, name: string) => dataOf(hub.api.POST('/api/v1/projects', { body: { id: name } })),
    [adminKeys.projects, adminKeys.session],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(id.trim(), { onSuccess: () => setId((now) => (now === id ? '' : now)) });
  };
  return (
    <Panel title={words.all}>
      <Answer query={projects} lines={2}>
        {(all) => <p className="obs-foreign">{all.map((project) => project.id).join(', ')}</p>}
      </Answer>
      <form className="obs-form" onSubmit={submit}>
        <TextField
          label={words.add}
          hint={words.addHint}
          fault={make.error?.message ?? null}
          value={id}
          onValue={setId}
          isRequired
          maxLength={63}
        />
        <button type="submit" className="obs-button is-primary" disabled={make.isPending}>
          {words.make}
        </button>
      </form>
    </Panel>
  );
}
