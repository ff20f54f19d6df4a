import type { AlertRule, RuleGroup } from '../rules/rule-group.ts';

/**
 * The published framework's rules for one input, for the comparison only: written anew from their definition in
 * github.com/grafana/promql-anomaly-detection, rules/adaptive.yml (7ed6390) and rules/robust.yml (9031acf). The stored
 * copy of that repository has no licence file, so nothing of its text is here, and nothing of this is deployed. Its
 * constants are in place, its label dance is left out where it changes nothing: of an input of type `requests`, what the
 * sparse filter takes out comes back by the last `or`, so the selection is `> 0` for every type.
 */
export function publishedGroups(input: string): RuleGroup[] {
  return [
    ...adaptive(input, `published:adaptive:${name(input)}`),
    ...robust(input, `published:robust:${name(input)}`),
  ];
}

export const PUBLISHED = { adaptive: 'PublishedAdaptive', robust: 'PublishedRobust' } as const;

const name = (input: string) => input.replaceAll(':', '_');
const widest = (extreme: 'max' | 'min', ...branches: readonly string[]) =>
  `${extreme} without (branch) (${branches
    .map((branch, index) => `label_replace(${branch}, "branch", "${index}", "", "")`)
    .join(' or ')})`;
const recent = (series: string) => `last_over_time(${series}[2m])`;
const slower = (series: string) => `last_over_time(${series}[10m])`;

/** Last in the group of its bands: evaluated before them it would see none, five minutes apart. */
function alertRule(alert: string, level: string, upper: string, lower: string): AlertRule {
  return {
    alert,
    expr: `${recent(level)} < ${recent(lower)} or ${recent(level)} > ${recent(upper)}`,
    for: '5m',
    labels: { severity: 'warning' },
    annotations: { summary: '', description: '', runbook_url: '', dashboard_url: '' },
  };
}

function adaptive(input: string, prefix: string): RuleGroup[] {
  const at = (part: string) => `${prefix}:${part}`;
  const [select, mean, noisy, deviation] = ['select', 'avg_1h', 'stddev_filtered', 'stddev_26h'].map(at) as [
    string,
    string,
    string,
    string,
  ];
  const season = (sign: '+' | '-', offset: string) =>
    `(avg_over_time(${select}[1h] offset ${offset}) ${sign} 2 * stddev_over_time(${select}[1h] offset ${offset}))`;
  return [
    {
      name: at('short'),
      rules: [
        { record: select, expr: `${input} > 0` },
        { record: mean, expr: `avg_over_time(${select}[1h])` },
        { record: noisy, expr: `stddev_over_time(${select}[1h]) > 0.5 * ${mean}` },
        { record: deviation, expr: `avg_over_time(${noisy}[26h])` },
        { record: at('upper_lt'), expr: widest('max', season('+', '167h30m'), season('+', '23h30m')) },
        { record: at('lower_lt'), expr: widest('min', season('-', '167h30m'), season('-', '23h30m')) },
        {
          record: at('upper'),
          expr: widest(
            'max',
            `${recent(mean)} + 2 * ${recent(deviation)}`,
            `1.5 * ${recent(mean)}`,
            slower(at('upper_lt')),
          ),
        },
        {
          record: at('lower'),
          expr: `clamp_min(${widest('min', `${recent(mean)} - 2 * ${recent(deviation)}`, `0.5 * ${recent(mean)}`, slower(at('lower_lt')))}, 0)`,
        },
        alertRule(PUBLISHED.adaptive, select, at('upper'), at('lower')),
      ],
    },
  ];
}

function robust(input: string, prefix: string): RuleGroup[] {
  const at = (part: string) => `${prefix}:${part}`;
  const median = (series: string, window: string) => `quantile_over_time(0.5, ${series}[${window}])`;
  const [select, middle, distance, mad] = ['select', 'median_1d', 'distance_1d', 'mad_1d'].map(at) as [
    string,
    string,
    string,
    string,
  ];
  const seasons = [
    ['1w', '167h45m'],
    ['1d', '23h45m'],
  ] as const;
  const season = (sign: '+' | '-') =>
    seasons.map(([of]) => `(${at(`median_${of}_ago`)} ${sign} 2 * ${at(`mad_${of}_ago`)})`);
  return [
    {
      name: at('short'),
      rules: [
        { record: select, expr: `${input} > 0` },
        { record: middle, expr: median(select, '1d') },
        { record: distance, expr: `abs(${select} - ${middle})` },
        { record: mad, expr: median(distance, '1d') },
        { record: at('level'), expr: median(select, '1h') },
        ...seasons.flatMap(([of, offset]) => [
          { record: at(`median_${of}_ago`), expr: `quantile_over_time(0.5, ${select}[1h] offset ${offset})` },
          {
            record: at(`distance_${of}_ago`),
            expr: `abs(${select} offset ${offset} - ${at(`median_${of}_ago`)})`,
          },
          { record: at(`mad_${of}_ago`), expr: median(at(`distance_${of}_ago`), '1h') },
        ]),
        { record: at('upper_season'), expr: widest('max', ...season('+')) },
        { record: at('lower_season'), expr: widest('min', ...season('-')) },
        {
          record: at('upper'),
          expr: widest(
            'max',
            `${recent(middle)} + 2 * ${recent(mad)}`,
            `1.5 * ${recent(middle)}`,
            slower(at('upper_season')),
          ),
        },
        {
          record: at('lower'),
          expr: `clamp_min(${widest('min', `${recent(middle)} - 2 * ${recent(mad)}`, `0.5 * ${recent(middle)}`, slower(at('lower_season')))}, 0)`,
        },
        alertRule(PUBLISHED.robust, at('level'), at('upper'), at('lower')),
      ],
    },
  ];
}
