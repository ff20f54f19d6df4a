import type { FailureGroup } from '../../hub/types.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Ago } from '../../parts/time.tsx';
import { Link } from '../../place/link.tsx';
import { pagePath } from '../../place/route.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { failuresQuestion } from '../dashboard-questions.ts';
import { Meter } from '../meter.tsx';
import { type DashboardPanelProps, usePanelRange } from '../panel-range.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.errors;

/** The causes that most executions failed of, the commonest first. */
export function Errors({ range }: DashboardPanelProps) {
  const { query, range: chosen } = usePanelRange(range);
  const answer = usePanelAnswer(failuresQuestion(query), { range: chosen });
  return (
    <Panel
      title={words.title}
      note={answer.data && answer.data.executions > 0 ? words.note(answer.data.executions) : undefined}
      actions={<Link href={pagePath('errors')}>{overviewTexts.all}</Link>}
    >
      <Answer query={answer} lines={6}>
        {({ groups }) =>
          groups.length === 0 ? (
            <p className="obs-quiet">{words.none}</p>
          ) : (
            <ul className="obs-bars">
              {groups.map((group) => (
                <Cause key={group.fingerprint} group={group} most={groups[0]?.count ?? 1} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}

function Cause({ group, most }: { group: FailureGroup; most: number }) {
  const { fingerprint, error_type, message, count, agents, last_in_stretch, is_new, is_back } = group;
  const mark = is_back ? words.isBack : is_new ? words.isNew : null;
  return (
    <li>
      <Link href={pagePath('errors', fingerprint)} className="obs-bar-row" title={message}>
        <span className="obs-bar-name">
          <b className="obs-foreign">{error_type}</b>
          {agents[0] && <span className="obs-bar-note obs-foreign">{agents[0].name}</span>}
          {mark && <span className="obs-mark">{mark}</span>}
        </span>
        <span className="obs-figure">{count}</span>
        <Meter share={count / most} tone="failed" />
        <span className="obs-bar-detail obs-foreign">{message}</span>
        <span className="obs-bar-time">
          <Ago time={last_in_stretch} />
        </span>
      </Link>
    </li>
  );
}
