import { Pair } from '../dashboard/pair.tsx';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute } from '../parts/time.tsx';
import { adminTexts } from '../texts/admin.ts';
import { sessionQuestion } from './admin-questions.ts';

const words = adminTexts.who;

/** Who is here, in which project, and what they may do. */
export function WhoPanel() {
  const session = useHubQuery(sessionQuestion);
  return (
    <Panel title={words.title}>
      <Answer query={session}>
        {({ name, kind, project, role, scopes, expires_at }) => (
          <dl className="obs-pairs">
            <Pair title={words.name}>
              <span className="obs-foreign">{name}</span>
            </Pair>
            <Pair title={words.by}>{wordOf(words.kinds, kind)}</Pair>
            <Pair title={words.project}>{project}</Pair>
            {role !== null && <Pair title={words.role}>{wordOf(adminTexts.roles, role)}</Pair>}
            <Pair title={words.may}>
              {scopes.map((scope) => wordOf(adminTexts.scopes, scope)).join(', ')}
            </Pair>
            {expires_at !== null && (
              <Pair title={words.until}>
                <Absolute time={expires_at} />
              </Pair>
            )}
          </dl>
        )}
      </Answer>
    </Panel>
  );
}
