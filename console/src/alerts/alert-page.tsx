import { Problem } from '../hub/problem.ts';
import type { Alert } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute, Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { AlertActions } from './alert-actions.tsx';
import { AlertFacts } from './alert-facts.tsx';
import { AlertTable } from './alert-table.tsx';
import { alertQuestion, alertsKey, alertsQuestion } from './alerts-questions.ts';
import { RunbookPanel } from './runbook-panel.tsx';

const words = alertsTexts.one;
const REFRESH_MS = 500;
const MOST_OTHERS = 20;
/** Before and after an alert's begin, what may have led to it. */
const AROUND_MS = 30 * 60_000;

/** One alert: what, since when, what to do about it, and what was done. */
export function AlertPage({ id }: { id: string }) {
  useRefreshOnChange(alertsKey, REFRESH_MS, true, ['alerts']);
  const alert = useHubQuery(alertQuestion(id), { keepsBefore: true });
  const isMissing = alert.error instanceof Problem && alert.error.status === 404;
  const title = alert.data?.name ?? alertsTexts.title;
  return (
    <>
      <Breadcrumb within={[[pagePath('alerts'), alertsTexts.title]]} current={title} />
      <PageHead title={title} />
      {isMissing ? (
        <EmptyNote level={2} title={words.missing} />
      ) : (
        <Answer query={alert} lines={8}>
          {(data) => <Loaded alert={data} />}
        </Answer>
      )}
    </>
  );
}

function Loaded({ alert }: { alert: Alert }) {
  return (
    <>
      {alert.summary !== null && <p className="obs-alert-lead obs-foreign">{alert.summary}</p>}
      {alert.description !== null && alert.description !== alert.summary && (
        <p className="obs-foreign">{alert.description}</p>
      )}
      <AlertActions alert={alert} />
      <AlertFacts alert={alert} />
      <div className="obs-cards">
        <RunbookPanel alert={alert} />
        <div className="obs-card-stack">
          <Behind alert={alert} />
          <History alert={alert} />
        </div>
        <Others id={alert.id} />
      </div>
    </>
  );
}

function Behind({ alert: { labels, name, source, starts_at, generator_url } }: { alert: Alert }) {
  const began = Date.parse(starts_at);
  const around = new URLSearchParams({
    status: 'failed',
    ...(labels.agent ? { name: labels.agent } : {}),
    from: new Date(began - AROUND_MS).toISOString(),
    to: new Date(began + AROUND_MS).toISOString(),
  });
  return (
    <Panel title={words.behind}>
      <ul className="obs-name-list">
        {labels.agent && (
          <li>
            <Link href={pagePath('agents', labels.agent)} className="obs-foreign">
              {words.agent(labels.agent)}
            </Link>
          </li>
        )}
        <li>
          <Link href={`/executions?${around}`}>{words.failures}</Link>
        </li>
        {source === 'hub' && (
          <li>
            <Link href={pagePath('alerts', `rules/${name}`)}>{words.rule}</Link>
          </li>
        )}
        {generator_url !== null && /^https?:/.test(generator_url) && (
          <li>
            <a href={generator_url} target="_blank" rel="noreferrer">
              {words.generator}
            </a>
          </li>
        )}
      </ul>
    </Panel>
  );
}

function History({ alert: { actions = [] } }: { alert: Alert }) {
  return (
    <Panel title={words.history}>
      {actions.length === 0 ? (
        <p>{words.historyNone}</p>
      ) : (
        <ol className="obs-alert-history">
          {actions.map(({ at, action, by, comment }) => (
            <li key={`${at} ${action}`}>
              <b className="obs-foreign">{by}</b> {words.actions[action]} <Ago time={at} />
              {comment !== '' && <q className="obs-foreign">{comment}</q>}
              <span className="obs-sr-only">
                <Absolute time={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Others({ id }: { id: string }) {
  const firing = useHubQuery(alertsQuestion({ status: 'firing' }, MOST_OTHERS), { keepsBefore: true });
  return (
    <Panel title={words.others} className="is-whole">
      <Answer query={firing} lines={2}>
        {({ alerts }) => {
          const others = alerts.filter((other) => other.id !== id);
          return others.length === 0 ? <p>{words.othersNone}</p> : <AlertTable alerts={others} />;
        }}
      </Answer>
    </Panel>
  );
}
