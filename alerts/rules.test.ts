import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stackSettings } from '../test/support/stack-settings.ts';
import { ruleFile } from './rule-file.ts';
import { ruleGroups } from './rules.ts';

const groups = ruleGroups(stackSettings());
const alerts = groups.flatMap(({ rules }) => rules).filter((rule) => 'alert' in rule);

test('Each alert has a name of its own', () => {
  expect(alerts.map(({ alert }) => alert).toSorted()).toEqual([
    'CollectorDropsTelemetry',
    'CollectorQueueFilling',
    'DiskFillsUp',
    'TargetDown',
    'TelemetryRejected',
    'VolumeFillsUp',
    'Watchdog',
  ]);
});

test('Summaries are constant, so that notices of one alert can be grouped', () => {
  for (const { annotations } of alerts) expect(annotations.summary).not.toContain('{{');
});

test('The file is what Prometheus reads', () => {
  const [watchdog] = parse(ruleFile(groups)).groups;
  expect(watchdog).toEqual({
    name: 'watchdog',
    rules: [
      {
        alert: 'Watchdog',
        expr: 'vector(1)',
        labels: { severity: 'none' },
        annotations: {
          summary: 'Alerting works.',
          description: 'Always fires: whoever stops hearing it knows that alerts no longer arrive.',
        },
      },
    ],
  });
});
