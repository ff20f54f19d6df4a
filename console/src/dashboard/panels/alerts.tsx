import type { Alert } from '../../hub/types.ts';
import { wordOf } from '../../lib/word-of.ts';
import { Answer } from '../../parts/answer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Ago } from '../../parts/time.tsx';
import { Link } from '../../place/link.tsx';
import { pagePath } from '../../place/route.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { alertsQuestion, firingQuestion } from '../dashboard-questions.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.alerts;
const topics = ['alerts'] as const;

/** The newest alerts, those that fire and those that are over. */
export function Alerts() {
  const newest = usePanelAnswer(alertsQuestion, { topics });
  const firing = usePanelAnswer(firingQuestion, { topics });
  return (
    <Panel
      title={words.title}
      note={firing.data && words.firing(firing.data.alerts.length)}
      actions={<Link href={pagePath('alerts')}>{overviewTexts.all}</Link>}
    >
      <Answer query={newest} lines={6}>
        {({ alerts }) =>
          alerts.length === 0 ? (
            <p className="obs-quiet">{words.none}</p>
          ) : (
            <ul className="obs-entries">
              {alerts.map((alert) => (
                <li key={alert.id}>
                  <AlertLine alert={alert} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}

function AlertLine({ alert: { id, name, state, summary, starts_at } }: { alert: Alert }) {
  return (
    <Link href={pagePath('alerts', id)} className={`obs-entry is-alert is-${state}`} title={summary ?? name}>
      <span className="obs-entry-sign">
        <Icon name={state === 'resolved' ? 'completed' : 'bell'} />
      </span>
      <span className="obs-entry-name obs-foreign">{name}</span>
      <span className="obs-entry-detail obs-foreign">{summary}</span>
      <span className="obs-entry-aside">
        <Ago time={starts_at} />
      </span>
      <span className="obs-entry-state">{wordOf(words.state, state)}</span>
    </Link>
  );
}
