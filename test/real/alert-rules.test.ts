import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ruleFile } from '../../alerts/rule-file.ts';
import { ruleGroups } from '../../alerts/rules.ts';
import { serverBinary } from '../../infra/install/cache.ts';
import { stackSettings } from '../support/stack-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'rules.yml'), ruleFile(ruleGroups(stackSettings())));

type Series = Readonly<Record<string, string>>;

/** Fails unless the alert fires with these labels at `fires` and not at `silent`, says `promtool test rules`. */
async function firesAt(alertname: string, series: Series, silent: string, fires: string, labels: object) {
  const path = join(folder, `${alertname}.test.yml`);
  const annotations = ruleGroups(stackSettings())
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => ('alert' in rule && rule.alert === alertname ? [rule.annotations] : []));
  expect(annotations).toHaveLength(1);
  writeFileSync(
    path,
    stringify({
      rule_files: [join(folder, 'rules.yml')],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [
            {
              expr: `ALERTS{alertname="${alertname}",alertstate="firing"}`,
              eval_time: silent,
              exp_samples: [],
            },
            {
              expr: `ALERTS{alertname="${alertname}",alertstate="firing"}`,
              eval_time: fires,
              exp_samples: [
                {
                  labels: `ALERTS{alertname="${alertname}",alertstate="firing",${Object.entries(labels)
                    .map(([name, value]) => `${name}="${value}"`)
                    .join(',')}}`,
                  value: 1,
                },
              ],
            },
          ],
        },
      ],
    }),
  );
  const promtool = serverBinary('prometheus', 'promtool');
  const { stdout } = await promisify(execFile)(promtool, ['test', 'rules', path]);
  expect(stdout).toContain('SUCCESS');
}

test('A server that does not answer for two minutes', () =>
  firesAt('TargetDown', { 'up{job="loki",instance="a"}': '1 1 0 0 0 0' }, '3m', '4m', {
    severity: 'critical',
    job: 'loki',
    instance: 'a',
  }));

test('A queue of the collector that stays over 70 % for five minutes', () =>
  firesAt(
    'CollectorQueueFilling',
    {
      'otelcol_exporter_queue_size{job="collector",instance="c",exporter="otlp/jaeger"}': '70x3 71x10',
      'otelcol_exporter_queue_capacity{job="collector",instance="c",exporter="otlp/jaeger"}': '100x15',
    },
    '8m',
    '9m',
    { severity: 'warning', job: 'collector', instance: 'c', exporter: 'otlp/jaeger' },
  ));

test.each(['otelcol_exporter_enqueue_failed_log_records', 'otelcol_exporter_send_failed_spans_total'])(
  'Telemetry that the collector gives up, by the name %s',
  (metric) =>
    firesAt(
      'CollectorDropsTelemetry',
      { [`${metric}{job="collector",instance="c",exporter="otlphttp/loki"}`]: '0x5 1+1x10' },
      '5m',
      '7m',
      { severity: 'critical', job: 'collector', instance: 'c', exporter: 'otlphttp/loki' },
    ),
);

test('Telemetry that the hub refuses for five minutes', () =>
  firesAt(
    'TelemetryRejected',
    {
      'observatory_rejected_total{job="hub",instance="h",signal="traces",reason="invalid_record"}':
        '0x3 1+1x15',
    },
    '8m',
    '9m',
    { severity: 'warning', job: 'hub', signal: 'traces', reason: 'invalid_record' },
  ));

test('A volume that is full within four hours', () =>
  firesAt(
    'VolumeFillsUp',
    {
      // A tenth of a percent a minute: at 24.9 % it has four hours and nine minutes.
      'kubelet_volume_stats_available_bytes{namespace="observability",persistentvolumeclaim="data-loki-0"}':
        '400-1x400',
      'kubelet_volume_stats_capacity_bytes{namespace="observability",persistentvolumeclaim="data-loki-0"}':
        '1000x400',
    },
    '175m',
    '177m',
    { severity: 'critical', namespace: 'observability', persistentvolumeclaim: 'data-loki-0' },
  ));

test('A disk that is full within four hours', () =>
  firesAt(
    'DiskFillsUp',
    {
      'system_filesystem_usage_bytes{host_name="h",mountpoint="/",state="free"}': '400-1x400',
      'system_filesystem_usage_bytes{host_name="h",mountpoint="/",state="used"}': '600+1x400',
    },
    '175m',
    '177m',
    { severity: 'critical', host_name: 'h', mountpoint: '/' },
  ));
