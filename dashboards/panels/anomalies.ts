import { agentAnomalies } from '../../alerts/anomalies/agents.ts';
import type { Anomaly } from '../../alerts/anomalies/anomaly.ts';
import { bandsOf } from '../../alerts/anomalies/bands.ts';
import { modelAnomalies } from '../../alerts/anomalies/models.ts';
import { type Expr, oneOf, promql, series } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { comparison, figure, lines, type Panel, states, type Unit } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

/** What is watched for values out of the usual: of agents, and of models. */
export const watched = {
  agents: agentAnomalies as readonly Anomaly[],
  models: modelAnomalies as readonly Anomaly[],
};
const all = [...watched.agents, ...watched.models];

const unitOf: Readonly<Record<string, Unit>> = {
  'share, 0 to 1': 'percentunit',
  seconds: 's',
  'US dollars': 'currencyUSD',
};
const wordsOf = ({ name }: Anomaly) => name.replaceAll('_', ' ');
const legendOf = ({ by }: Anomaly) => by.map((label) => `{{${label}}}`).join(' ');
/** Every label that an anomaly is kept by. */
const labels = [...new Set(all.flatMap(({ by }) => by))];
const WARM_UP =
  'A series has a band after a day in which it was there for six hours at least. Until then only its level is known.';

/** Of all anomalies together, each by its name. */
const together = (of: (anomaly: Anomaly) => Expr): Expr =>
  all
    .map(
      (anomaly) =>
        promql`label_replace(${of(anomaly)}, "anomaly", ${{ promql: `"${wordsOf(anomaly)}"` }}, "", "")`,
    )
    .reduce((either, one) => promql`${either} or ${one}`);

/** How far a level is from its band, as a share of the edge that it crossed; absent within the band. */
function outside(anomaly: Anomaly): Expr {
  const { level, bands } = bandsOf(anomaly);
  return bands
    .map(({ side, band }) =>
      side === 'upper'
        ? promql`${chosen(level)} > ${chosen(band)}`
        : promql`${chosen(level)} < ${chosen(band)}`,
    )
    .reduce((either, one) => promql`(${either} or ${one})`);
}

const levelOf = (anomaly: Anomaly): Expr => chosen(bandsOf(anomaly).level);
const withoutBand = (anomaly: Anomaly): Expr => {
  const { level, bands } = bandsOf(anomaly);
  return bands.map(({ band }) => promql`${chosen(level)} unless ${chosen(band)}`)[0] ?? chosen(level);
};

/** A level and the band that it should be in. */
export function band(anomaly: Anomaly): Panel {
  const { level, bands } = bandsOf(anomaly);
  const words = wordsOf(anomaly);
  const legend = legendOf(anomaly);
  return lines(
    {
      title: `${words.charAt(0).toUpperCase()}${words.slice(1)}: within the band?`,
      description: `${anomaly.meaning} With the ${bands.map(({ side }) => side).join(' and ')} edge of what is usual at this time: of the hours before, of yesterday and of a week ago. ${anomaly.alert.name} tells once it is outside for ${anomaly.alert.for}. Choose one above: bands of many cover each other.`,
      unit: unitOf[anomaly.unit] ?? 'short',
      empty: 'Too little has happened in this time to have a level.',
      alerts: [anomaly.alert.name],
    },
    ask(chosen(level), legend),
    ...bands.map(({ side, band: edge }) => ask(chosen(edge), `${legend} (${side} edge)`)),
  );
}

/** What is out of its band now. */
export const outNow = (): Panel =>
  comparison(
    {
      title: 'What is out of its band now?',
      description:
        'Levels outside what is usual at this time, each in the unit of its panel below. Some last a moment: the alert waits for ten minutes.',
      unit: 'short',
      empty: 'Everything that has a band is within it.',
      alerts: all.map(({ alert }) => alert.name),
    },
    { Level: ask(together(outside), '') },
    { sortBy: 'Level' },
  );

/** What was out of its band, and when. */
export const outBefore = (): Panel =>
  states(
    {
      title: 'What was out of its band, and when?',
      description:
        'A bar while a level was outside what was usual, with the level in it. What repeats each day is usual after a week.',
      unit: 'short',
      empty: 'Nothing that has a band left it in this time.',
    },
    ask(together(outside), ['anomaly', ...labels].map((label) => `{{${label}}}`).join(' ')),
  );

/** Alerts of anomalies over time. */
export const told = (): Panel =>
  states(
    {
      title: 'Of which anomalies was somebody told?',
      description:
        'A bar while an alert of an anomaly was firing: outside its band for ten minutes at least.',
      unit: 'short',
      empty: 'No alert of an anomaly fired in this time.',
      alerts: all.map(({ alert }) => alert.name),
    },
    ask(
      promql`sum by (${{ promql: ['alertname', ...labels].join(', ') }}) (${series(serverMetrics.alerts, {
        alertname: oneOf(...all.map(({ alert }) => alert.name)),
        alertstate: 'firing',
        ...chosenBy(['deployment_environment_name'] as const),
      })})`,
      ['alertname', ...labels].map((label) => `{{${label}}}`).join(' '),
    ),
  );

/** How many levels there are. */
export const watchedNow = (): Panel =>
  figure(
    {
      title: 'How many series are watched?',
      description: 'Levels of agents and models that there are now. One that nothing happens to has none.',
      unit: 'short',
      empty: 'Too little has happened yet: levels are of the last hour, and a few runs at least.',
    },
    ask(promql`count(${together(levelOf)})`, 'watched'),
  );

/** How many levels have no band yet. */
export const learning = (): Panel =>
  figure(
    {
      title: 'How many of them have no band yet?',
      description: WARM_UP,
      unit: 'short',
      empty: 'Nothing is watched yet.',
    },
    ask(promql`count(${together(withoutBand)}) or 0 * count(${together(levelOf)})`, 'learning'),
  );

/** How many levels are outside their band. */
export const outsideNow = (): Panel =>
  figure(
    {
      title: 'How many are out of their band?',
      description: 'Levels outside what is usual at this time. The table below says which.',
      unit: 'short',
      empty: 'Nothing is watched yet.',
    },
    ask(promql`count(${together(outside)}) or 0 * count(${together(levelOf)})`, 'outside'),
  );
