import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import { type Expr, type Matcher, matching, not, promql, series } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { chosenIn } from '../parts/chosen.ts';
import { comparison, figure, type Panel, rows, stacked, states } from '../parts/panel.ts';
import { ask, askRows } from '../parts/question.ts';

const severities = {
  critical: 'How many critical alerts fire?',
  warning: 'How many warnings fire?',
  info: 'How many notes fire?',
} as const;
const meanings: Readonly<Record<keyof typeof severities, string>> = {
  critical: 'They wake somebody: something that users notice does not work.',
  warning: 'They are for the next working day: something will break, or is worse than usual.',
  info: 'Nobody is told of them by themselves: they help to explain others.',
};

/** Alerts in a state, of the chosen environments and of none; Watchdog and the like are left out. */
const inState = (alertstate: 'firing' | 'pending', severity: Matcher = not('none')): Expr =>
  series(serverMetrics.alerts, { alertstate, severity, [ENVIRONMENT]: matching(`$${ENVIRONMENT}|`) });

const runbook = { links: [{ title: 'Runbook', to: { hub: '/runbooks/${__value.raw}' } }] } as const;
const ofChosen = `$__timeFilter(starts_at) AND (labels->>'${ENVIRONMENT}' IS NULL OR ${chosenIn(`labels->>'${ENVIRONMENT}'`, ENVIRONMENT)})`;
const SUBJECT = `coalesce(agent, workflow, labels->>'tool', labels->>'model', service, labels->>'slo', labels->>'job', '')`;
const noneBegan = 'No alert that people hear of began in this time.';

/** How many fire now, a figure for each severity. */
export const firingNow = (): Panel[] =>
  (Object.keys(severities) as (keyof typeof severities)[]).map((severity) =>
    figure(
      {
        title: severities[severity],
        description: `${meanings[severity]} The table at the end says which.`,
        unit: 'short',
        empty: 'Prometheus does not answer.',
      },
      ask(promql`count(${inState('firing', severity)}) or vector(0)`, severity),
    ),
  );

/** How many fire that somebody should act on. */
export const needSomebody = (): Panel =>
  figure(
    {
      title: 'How many alerts need somebody?',
      description: 'Critical alerts and warnings that fire. A click leads to them; none is well.',
      unit: 'short',
      empty: 'Prometheus does not answer.',
      links: [{ title: 'Which alerts', to: { dashboard: 'alerts', choose: {} } }],
    },
    ask(
      promql`count(${inState('firing', { operator: '=~', value: 'critical|warning' })}) or vector(0)`,
      'firing',
    ),
  );

/** Whether alerting itself works. */
export const watchdog = (): Panel =>
  figure(
    {
      title: 'Is alerting alive?',
      description:
        'Watchdog always fires: 1 means that Prometheus evaluates its alerts. At 0 no alert can be trusted to come.',
      unit: 'none',
      empty: 'Prometheus does not answer.',
      alerts: ['Watchdog'],
    },
    ask(
      promql`max(${series(serverMetrics.alerts, { alertname: 'Watchdog', alertstate: 'firing' })}) or vector(0)`,
      'alive',
    ),
  );

/** Firing alerts over time. */
export const firingOverTime = (): Panel =>
  stacked(
    {
      title: 'How many alerts fired, and how bad?',
      description:
        'Alerts that fired at each moment, by severity. Many at once often have one cause: look at the earliest.',
      unit: 'short',
      empty: 'No alert fired in this time.',
    },
    ask(promql`count by (severity) (${inState('firing')})`, '{{severity}}'),
  );

/** Each alert over time. */
export const whatFired = (): Panel =>
  states(
    {
      title: 'Which alerts fired, and when?',
      description:
        'A bar while an alert of this name fired, with how many of it. Short bars again and again come and go: a longer `for` or another threshold would tell once.',
      unit: 'short',
      empty: 'No alert fired in this time.',
    },
    ask(promql`count by (alertname) (${inState('firing')})`, '{{alertname}}'),
  );

/** What is about to fire. */
export const pending = (): Panel =>
  comparison(
    {
      title: 'What is about to fire?',
      description: 'Alerts whose condition is true, but not for long enough yet. Nobody was told.',
      unit: 'short',
      empty: 'No alert waits to fire.',
    },
    { Pending: ask(inState('pending', { operator: '=~', value: '.+' }), '') },
    {
      columns: { Pending: { hidden: true }, alertstate: { hidden: true }, alertname: runbook },
      smallestFirst: 'severity',
    },
  );

/** Which alerts make most noise. */
export const noise = (): Panel =>
  rows(
    {
      title: 'Which alerts came most often?',
      description:
        'Alerts that began in the time looked at, by name, the noisiest first. Times each: for the same thing; well above one comes and goes. Short: over within ten minutes. What is often short and never leads to work is worth a change of its rule.',
      unit: 'short',
      empty: noneBegan,
    },
    askRows(`
SELECT name AS "Alert", severity AS "Severity", count(*) AS "Times", count(DISTINCT fingerprint) AS "Of how many",
  count(*)::float / count(DISTINCT fingerprint) AS "Times each",
  count(*) FILTER (WHERE ends_at - starts_at < interval '10 minutes') AS "Short",
  count(*) FILTER (WHERE ends_at IS NULL) AS "Firing",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM coalesce(ends_at, now()) - starts_at)) AS "Typically lasts",
  max(extract(epoch FROM coalesce(ends_at, now()) - starts_at))::float AS "Longest"
FROM alerts WHERE ${ofChosen}
GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 50`),
    {
      columns: {
        Alert: runbook,
        'Times each': { unit: 'none' },
        'Typically lasts': { unit: 's' },
        Longest: { unit: 's' },
      },
    },
  );

/** Mean time until alerts were resolved, by severity. */
export const timeToResolve = (): Panel =>
  rows(
    {
      title: 'How long until alerts are resolved?',
      description:
        'Alerts that began in the time looked at, by severity: from their beginning until they were resolved. Those that still fire count until now.',
      unit: 's',
      empty: noneBegan,
    },
    askRows(`
SELECT severity AS "Severity", count(*) AS "Alerts", count(*) FILTER (WHERE ends_at IS NULL) AS "Firing",
  avg(extract(epoch FROM coalesce(ends_at, now()) - starts_at))::float AS "Mean",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM coalesce(ends_at, now()) - starts_at)) AS "Median",
  max(extract(epoch FROM coalesce(ends_at, now()) - starts_at))::float AS "Longest"
FROM alerts WHERE ${ofChosen}
GROUP BY 1 ORDER BY array_position(ARRAY['critical', 'warning', 'info'], severity)`),
    { columns: { Alerts: { unit: 'short' }, Firing: { unit: 'short' } } },
  );

/** The history as the hub keeps it. */
export const history = (): Panel =>
  rows(
    {
      title: 'Which alerts were there?',
      description:
        'The last two hundred that began in the time looked at, as Alertmanager told the hub, which keeps them after Prometheus forgot. A click on a name opens its runbook.',
      unit: 'short',
      empty: noneBegan,
    },
    askRows(`
SELECT starts_at AS "Began", ends_at AS "Resolved",
  extract(epoch FROM coalesce(ends_at, now()) - starts_at)::float AS "Lasted",
  severity AS "Severity", name AS "Alert", ${SUBJECT} AS "Of", agent, summary AS "What it says"
FROM alerts WHERE ${ofChosen}
ORDER BY starts_at DESC LIMIT 200`),
    {
      columns: {
        Lasted: { unit: 's' },
        Alert: runbook,
        agent: {
          links: [
            {
              title: 'This agent',
              to: { dashboard: 'agent-performance', choose: { agent: '${__value.raw}' } },
            },
          ],
        },
      },
    },
  );
