import { type AgentLife, DAY, HOUR, type ModelLife } from './synthetic.ts';

/** The minute of a day of the week that began at minute 0, which is a Monday: `at(10, 11, 30)` is Thursday of week two. */
export const at = (day: number, hour = 0, minute = 0): number => day * DAY + hour * HOUR + minute;

/** One value between two minutes, another at all others. */
export const during =
  (from: number, to: number, then: number, otherwise: number) =>
  (minute: number): number =>
    minute >= from && minute < to ? then : otherwise;

/** Office hours: most at two in the afternoon, a seventh of it at night, a quarter of all that at the weekend. */
export const office =
  (peak: number) =>
  (minute: number): number => {
    const hour = (minute % DAY) / HOUR;
    const weekend = Math.floor(minute / DAY) % 7 >= 5 ? 0.25 : 1;
    return peak * weekend * (0.15 + 0.85 * Math.exp(-(((hour - 14) / 4) ** 2)));
  };

/** An alert that must begin and end between these minutes. */
export interface Expected {
  readonly alert: string;
  readonly begins: readonly [number, number];
  readonly ends: readonly [number, number];
}

/** What is told of each life, and nothing else. */
export interface Told<L> extends Pick<AgentLife, 'name' | 'seed'> {
  readonly story: string;
  readonly life: Omit<L, 'name' | 'seed' | 'days'>;
  readonly expected?: readonly Expected[];
}

const times = (life: (minute: number) => number, factor: (minute: number) => number) => (minute: number) =>
  life(minute) * factor(minute);

/** Fifteen days of how often agents run: of two weeks and a day, the second knows the first. */
export const runsLives: readonly Told<AgentLife>[] = [
  { name: 'steady', seed: 1, story: 'sixty runs an hour and their noise', life: { runsPerHour: () => 60 } },
  { name: 'rare', seed: 2, story: 'twelve runs an hour and their noise', life: { runsPerHour: () => 12 } },
  { name: 'sparse', seed: 3, story: 'a run in two hours', life: { runsPerHour: () => 0.5 } },
  {
    name: 'office',
    seed: 4,
    story: 'office hours and weekends, the first Saturday and the first Monday included',
    life: { runsPerHour: office(120) },
  },
  {
    name: 'drifting',
    seed: 5,
    story: 'a tenth more each day',
    life: { runsPerHour: (minute) => 40 * 1.1 ** (minute / DAY) },
  },
  {
    name: 'nightly',
    seed: 6,
    story: 'a batch of half an hour each night at two',
    life: { runsPerHour: (minute) => (minute % DAY >= 120 && minute % DAY < 150 ? 600 : 20) },
  },
  {
    name: 'spiking',
    seed: 7,
    story: 'four times as many for forty minutes',
    life: { runsPerHour: times(office(120), during(at(10, 11), at(10, 11, 40), 4, 1)) },
    expected: [
      {
        alert: 'RunsAnomaly',
        begins: [at(10, 11, 5), at(10, 11, 35)],
        ends: [at(10, 11, 45), at(10, 12, 45)],
      },
    ],
  },
  {
    name: 'dropping',
    seed: 8,
    story: 'a tenth for two hours',
    life: { runsPerHour: times(office(240), during(at(10, 14), at(10, 16), 0.1, 1)) },
    expected: [
      {
        alert: 'RunsAnomaly',
        begins: [at(10, 14, 15), at(10, 14, 45)],
        ends: [at(10, 15, 45), at(10, 16, 45)],
      },
    ],
  },
  {
    name: 'stopping',
    seed: 9,
    story: 'none at all for six hours: told once, and no echo when it is back or a day later',
    life: { runsPerHour: during(at(10, 11), at(10, 17), 0, 60) },
    expected: [
      {
        alert: 'RunsAnomaly',
        begins: [at(10, 11, 15), at(10, 12)],
        ends: [at(10, 12), at(10, 14, 30)],
      },
    ],
  },
  {
    name: 'stepping',
    seed: 10,
    story: 'two and a half times as many from then on: the new normal after a few hours',
    life: { runsPerHour: during(at(10, 10), at(15), 150, 60) },
    expected: [
      { alert: 'RunsAnomaly', begins: [at(10, 10, 10), at(10, 10, 45)], ends: [at(10, 11, 45), at(10, 14)] },
    ],
  },
  {
    name: 'gapped',
    seed: 11,
    story: 'an hour without Prometheus, and a restart of the hub of twelve minutes',
    life: {
      runsPerHour: office(120),
      absent: (minute) =>
        (minute >= at(10, 11) && minute < at(10, 12)) || (minute >= at(11, 15) && minute < at(11, 15, 12)),
    },
  },
  {
    name: 'young',
    seed: 12,
    story: 'born on the eighth day: silent on its first, watched from then on',
    life: {
      runsPerHour: (minute) =>
        240 * during(at(8, 18), at(8, 20), 6, 1)(minute) * during(at(10, 18), at(10, 20), 0, 1)(minute),
      absent: (minute) => minute < at(8, 6),
    },
    expected: [
      { alert: 'RunsAnomaly', begins: [at(10, 18, 15), at(10, 19)], ends: [at(10, 19), at(10, 21)] },
    ],
  },
  {
    name: 'early',
    seed: 13,
    story: 'three times as many on the third day, before there is a week',
    life: { runsPerHour: during(at(2, 11), at(2, 12), 180, 60) },
    expected: [{ alert: 'RunsAnomaly', begins: [at(2, 11, 5), at(2, 11, 40)], ends: [at(2, 12), at(2, 13)] }],
  },
];

const fault = [at(2, 10), at(2, 12)] as const;
const sixty = () => 60;

/** Four days of what runs cost and how they go; the fault is on the third, from ten to twelve. */
export const costLives: readonly Told<AgentLife>[] = [
  { name: 'steady', seed: 21, story: 'sixty runs an hour, all as ever', life: { runsPerHour: sixty } },
  { name: 'rare', seed: 22, story: 'twelve runs an hour, all as ever', life: { runsPerHour: () => 12 } },
  { name: 'office', seed: 23, story: 'office hours, all as ever', life: { runsPerHour: office(120) } },
  {
    name: 'failing',
    seed: 24,
    story: 'one run in five fails, of which one in fifty did',
    life: { runsPerHour: sixty, failing: during(...fault, 0.2, 0.02) },
    expected: [
      { alert: 'ErrorsAnomaly', begins: [at(2, 10, 20), at(2, 11, 15)], ends: [at(2, 12), at(2, 13, 30)] },
    ],
  },
  {
    name: 'slow',
    seed: 25,
    story: 'runs take twelve seconds instead of five',
    life: { runsPerHour: sixty, seconds: during(...fault, 12, 5) },
    expected: [
      { alert: 'DurationAnomaly', begins: [at(2, 10, 15), at(2, 11)], ends: [at(2, 12), at(2, 13, 30)] },
    ],
  },
  {
    name: 'toolless',
    seed: 26,
    story: 'runs call no tool any more, of four each',
    life: { runsPerHour: sixty, tools: during(...fault, 0, 4) },
    expected: [
      { alert: 'ToolCallsAnomaly', begins: [at(2, 10, 20), at(2, 11, 10)], ends: [at(2, 12), at(2, 13, 30)] },
    ],
  },
  {
    name: 'looping',
    seed: 27,
    story: 'runs call twelve tools instead of four',
    life: { runsPerHour: sixty, tools: during(...fault, 12, 4) },
    expected: [
      { alert: 'ToolCallsAnomaly', begins: [at(2, 10, 15), at(2, 11, 10)], ends: [at(2, 12), at(2, 13, 30)] },
    ],
  },
  {
    name: 'wordy',
    seed: 28,
    story:
      'runs take nine thousand tokens instead of three, and cost thrice as much; the rest follows from it',
    life: { runsPerHour: () => 120, tokens: during(...fault, 9000, 3000) },
    expected: (['TokensPerRunAnomaly', 'CostPerRunAnomaly', 'CostAnomaly'] as const).map((alert) => ({
      alert,
      begins: [at(2, 10, 15), at(2, 11)] as const,
      ends: [at(2, 12), at(2, 13, 30)] as const,
    })),
  },
  {
    name: 'dear',
    seed: 29,
    story: 'the same tokens at four times the price',
    life: { runsPerHour: () => 120, pricePerToken: during(...fault, 4e-5, 1e-5) },
    expected: (['CostPerRunAnomaly', 'CostAnomaly'] as const).map((alert) => ({
      alert,
      begins: [at(2, 10, 15), at(2, 11)] as const,
      ends: [at(2, 12), at(2, 13, 30)] as const,
    })),
  },
  {
    name: 'gapped',
    seed: 30,
    story: 'an hour without Prometheus',
    life: { runsPerHour: () => 120, absent: (minute) => minute >= fault[0] && minute < at(2, 11) },
  },
];

/** Four days of models; the fault is on the third, from ten to twelve. */
export const modelLives: readonly Told<ModelLife>[] = [
  {
    name: 'steady',
    seed: 41,
    story: 'three hundred calls an hour, all as ever',
    life: { callsPerHour: () => 300 },
  },
  { name: 'office', seed: 42, story: 'office hours, all as ever', life: { callsPerHour: office(600) } },
  {
    name: 'rare',
    seed: 43,
    story: 'ten calls an hour, some slow, some failed',
    life: { callsPerHour: () => 10 },
  },
  {
    name: 'abandoned',
    seed: 44,
    story: 'nobody calls it for two hours',
    life: { callsPerHour: during(...fault, 0, 300) },
    expected: [
      {
        alert: 'ModelCallsAnomaly',
        begins: [at(2, 10, 15), at(2, 10, 45)],
        ends: [at(2, 11, 45), at(2, 12, 45)],
      },
    ],
  },
  {
    name: 'hammered',
    seed: 45,
    story: 'three times as many calls',
    life: { callsPerHour: during(...fault, 900, 300) },
    expected: [
      {
        alert: 'ModelCallsAnomaly',
        begins: [at(2, 10, 10), at(2, 10, 40)],
        ends: [at(2, 11, 45), at(2, 12, 45)],
      },
    ],
  },
  {
    name: 'failing',
    seed: 46,
    story: 'a tenth of the calls fails, of which one in a hundred did',
    life: { callsPerHour: () => 300, failing: during(...fault, 0.1, 0.01) },
    expected: [
      {
        alert: 'ModelErrorsAnomaly',
        begins: [at(2, 10, 20), at(2, 11, 10)],
        ends: [at(2, 12), at(2, 13, 30)],
      },
    ],
  },
  {
    name: 'slow',
    seed: 47,
    story: 'answers take three times as long',
    life: { callsPerHour: () => 300, seconds: during(...fault, 6, 2) },
    expected: [
      {
        alert: 'ModelDurationAnomaly',
        begins: [at(2, 10, 10), at(2, 10, 40)],
        ends: [at(2, 11, 45), at(2, 12, 50)],
      },
    ],
  },
];
