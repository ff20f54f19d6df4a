import { Answer } from '../../parts/answer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Ago } from '../../parts/time.tsx';
import { Link } from '../../place/link.tsx';
import { pagePath } from '../../place/route.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { alertsQuestion, firingQuestion } from '../dashboard-questions.ts';
import type { Alert } from '../dashboard-types.ts';
import { useLiveAnswer } from '../use-live-answer.ts';

const words = overviewTexts.alerts;

/** The newest alerts, those that fire and those that are over. */
export function Alerts() {
  const newest = useLiveAnswer(alertsQuestion);
  const firing = useLiveAnswer(firingQuestion);
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
            <ul className="obs-lines">
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
    <Link href={pagePath('alerts', id)} className={`obs-line is-alert is-${state}`} title={summary ?? name}>
      <span className="obs-line-sign">
        <Icon name={state === 'resolved' ? 'completed' : 'bell'} />
      </span>
      <span className="obs-line-name obs-foreign">{name}</span>
      <span className="obs-line-detail obs-foreign">{summary}</span>
      <span className="obs-line-aside">
        <Ago time={starts_at} />
      </span>
      <span className="obs-line-state">{words.state[state]}</span>
    </Link>
  );
}
