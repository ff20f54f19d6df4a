import { dataOf } from '../hub/client.ts';
import { useHubAction, useHubQuery } from '../hub/use-hub-query.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute, Ago } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { adminKeys, sessionQuestion, signInsQuestion } from './admin-questions.ts';
import type { SignIn } from './admin-types.ts';
import { useManaged } from './use-managed.tsx';

const words = adminTexts.signIns;

/** Browsers that are signed in; each can be signed out from here. */
export function SignInsPanel() {
  const signIns = useHubQuery(signInsQuestion(useManaged()));
  return (
    <Panel title={words.title} note={words.note} className="is-whole">
      <Answer query={signIns}>
        {(all) =>
          all.length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <DataTable label={words.title} columns={columns} rows={all} keyOf={({ id }) => id} />
          )
        }
      </Answer>
    </Panel>
  );
}

const columns: readonly Column<SignIn>[] = [
  {
    key: 'who',
    title: words.columns.who,
    render: ({ name, kind }) => (
      <div className="obs-stacked">
        <b className="obs-foreign">{name}</b>
        <span className="obs-card-note">{wordOf(adminTexts.who.kinds, kind)}</span>
      </div>
    ),
  },
  {
    key: 'since',
    title: words.columns.since,
    isWideOnly: true,
    sortBy: ({ created_at }) => created_at,
    render: ({ created_at }) => <Absolute time={created_at} />,
  },
  {
    key: 'seen',
    title: words.columns.seen,
    sortBy: ({ last_seen_at }) => last_seen_at,
    render: ({ last_seen_at }) => <Ago time={last_seen_at} />,
  },
  { key: 'act', title: words.columns.act, render: (signIn) => <End signIn={signIn} /> },
];

function End({ signIn: { id, name } }: { signIn: SignIn }) {
  const query = useManaged();
  const session = useHubQuery(sessionQuestion);
  const end = useHubAction(
    (hub) => dataOf(hub.api.DELETE('/api/v1/sign-ins/{id}', { params: { path: { id }, query } })),
    [adminKeys.signIns],
  );
  if (session.data?.session_id === id) return <span className="obs-card-note">{words.own}</span>;
  return (
    <>
      <button
        type="button"
        className="obs-button"
        aria-label={words.endNamed(name)}
        disabled={end.isPending}
        onClick={() => end.mutate(undefined)}
      >
        {words.end}
      </button>
      {end.error && <span role="alert">{adminTexts.failed(end.error.message)}</span>}
    </>
  );
}
