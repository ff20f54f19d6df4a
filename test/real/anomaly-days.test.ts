import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { anomalies } from '../../alerts/anomalies/alerts.ts';
import { pagesOf } from '../../alerts/rules/links.ts';
import { groupsOf } from '../../alerts/rules/rule-group.ts';
import { caseSettings } from '../../alerts/testing/settings.ts';
import { costLives, type Expected, modelLives, runsLives, type Told } from '../support/anomalies/lives.ts';
import { type Episode, playDays } from '../support/anomalies/play-days.ts';
import { agentSeries, DAY, type MinuteSeries, modelSeries } from '../support/anomalies/synthetic.ts';

/** How many sets of noise are played; those beyond the first are for `npm run test:soak`. */
const NOISES = Number(process.env.NOISES ?? 1);

const groupsFor = (family: string) =>
  anomalies(caseSettings)
    .filter(({ name }) => name === family)
    .flatMap((one) => groupsOf(one, pagesOf(caseSettings)));
const familyOf = (name: string) => `anomaly-${name}`;

interface Set<L> {
  readonly lives: readonly Told<L>[];
  readonly days: number;
  readonly label: string;
  readonly families: readonly string[];
  readonly series: (life: L) => MinuteSeries;
}

function days<L>({ lives, days, label, families, series }: Set<L>) {
  const fired = new Map<string, Episode[]>();
  beforeAll(async () => {
    const waiting = Array.from({ length: NOISES }, (_, noise) => noise).flatMap((noise) =>
      families.map((family) => async () => {
        const all = lives.map(({ name, seed, life }) =>
          series({ ...life, name: `${name}-${noise}`, seed: seed + 1000 * noise, days } as L),
        );
        for (const one of await playDays(
          groupsFor(familyOf(family)),
          Object.assign({}, ...all),
          days * DAY,
        )) {
          const name = one.labels[label] ?? '';
          fired.set(name, [...(fired.get(name) ?? []), one]);
        }
      }),
    );
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  });

  test.each(lives)('$name: $story', ({ name, expected = [] }) => {
    for (let noise = 0; noise < NOISES; noise += 1) {
      const episodes = fired.get(`${name}-${noise}`) ?? [];
      expect(episodes.map(({ alert }) => alert).toSorted(), text(episodes)).toEqual(
        expected.map(({ alert }) => alert).toSorted(),
      );
      for (const one of expected)
        expect(
          episodes.some((episode) => within(episode, one)),
          text(episodes),
        ).toBe(true);
    }
  });
}

const within = ({ alert, from, to }: Episode, { alert: expected, begins, ends }: Expected) =>
  alert === expected && from >= begins[0] && from <= begins[1] && to >= ends[0] && to <= ends[1];
const text = (episodes: readonly Episode[]) =>
  episodes.map(({ alert, from, to }) => `${alert} from ${clock(from)} to ${clock(to)}`).join(', ');
const clock = (minute: number) =>
  `day ${Math.floor(minute / DAY)} ${new Date(minute * 60_000).toISOString().slice(11, 16)}`;

describe('Fifteen days of runs', () => {
  days({ lives: runsLives, days: 15, label: 'agent', families: ['runs'], series: agentSeries });
});

describe('Four days of what runs do and cost', () => {
  days({
    lives: costLives,
    days: 4,
    label: 'agent',
    families: ['runs', 'errors', 'duration', 'tool-calls', 'tokens-per-run', 'cost-per-run', 'cost'],
    series: agentSeries,
  });
});

describe('Four days of models', () => {
  days({
    lives: modelLives,
    days: 4,
    label: 'model',
    families: ['model-calls', 'model-errors', 'model-duration'],
    series: modelSeries,
  });
});
