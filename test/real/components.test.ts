import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { serverBinary } from '../../infra/install/cache.ts';
import { largeExample } from '../../infra/settings/large-example.ts';
import { profileNames } from '../../infra/settings/schema.ts';
import { processStack } from '../../infra/stack/stack.ts';
import { ComponentProcess, writeConfiguration } from '../support/component-process.ts';
import { freeRange } from '../support/free-range.ts';
import { stackSettings } from '../support/stack-settings.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'observatory-components-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const first = await freeRange(140);
const ports = {
  ...Object.fromEntries(
    ['jaeger', 'grafana', 'prometheus', 'loki', 'alertmanager', 'hub', 'otlpGrpc', 'otlpHttp'].map(
      (name, index) => [name, first + index],
    ),
  ),
  internal: first + 20,
};

describe('each real server starts with its own files, is ready by its own probe, and listens where it says', () => {
  const stack = processStack(stackSettings({ ports }), folder);
  test.each(['prometheus', 'alertmanager', 'loki', 'jaeger'])('%s', async (name) => {
    const began = performance.now();
    const server = await ComponentProcess.start(stack, folder, name);
    const readyS = (performance.now() - began) / 1000;
    try {
      expect(server.listens()).toEqual(
        server.component.ports.map(({ number }) => `127.0.0.1:${number}`).toSorted(),
      );
      const { metrics } = server.component;
      const own = await fetch(`http://127.0.0.1:${server.number(metrics?.port ?? '')}${metrics?.path}`);
      expect(await own.text()).toMatch(/^# TYPE (go_goroutines|otelcol_process_uptime_seconds_total) /m);
      console.info(`${name}: ready after ${readyS.toFixed(1)} s, ${server.residentMb()} MB`);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });
});

test('Two Alertmanagers open the port by which they tell each other, on loopback too', async () => {
  const own = join(folder, 'two');
  const stack = processStack(stackSettings({ ports, replicas: { alertmanager: 2 } }), own);
  const server = await ComponentProcess.start(stack, own, 'alertmanager');
  try {
    const cluster = `127.0.0.1:${server.number('cluster')}`;
    expect(new Set(server.listens())).toEqual(new Set([`127.0.0.1:${server.number('http')}`, cluster]));
  } finally {
    await server.stop();
  }
});

describe.each(profileNames)("the servers' own checks accept the files of %s", (profile) => {
  const own = join(folder, profile);
  const stack = processStack(
    stackSettings({ ...(profile === 'large' ? largeExample : {}), profile, ports }),
    own,
  );
  for (const component of stack.components) writeConfiguration(component, own);
  const file = (server: string, path: string) => join(own, 'config', server, path);

  test('Prometheus and its rules', async () => {
    const promtool = serverBinary('prometheus', 'promtool');
    const { stdout } = await run(promtool, [
      'check',
      'config',
      '--lint-fatal',
      file('prometheus', 'prometheus.yml'),
    ]);
    expect(stdout).toContain('valid prometheus config');
  });

  test('Alertmanager', async () => {
    const amtool = serverBinary('alertmanager', 'amtool');
    const { stdout } = await run(amtool, ['check-config', file('alertmanager', 'alertmanager.yml')]);
    expect(stdout).toContain('SUCCESS');
  });

  test('Loki', async () => {
    const servers = stack.components.filter(({ component }) => component === 'loki');
    expect(servers.length).toBe(profile === 'large' ? 8 : 1);
    for (const { name } of servers) {
      await run(serverBinary('loki', 'loki'), ['-verify-config', `-config.file=${file(name, 'loki.yaml')}`]);
    }
  });

  test('Jaeger', async () => {
    await run(serverBinary('jaeger', 'jaeger'), ['validate', `--config=${file('jaeger', 'jaeger.yaml')}`]);
  });
});

test('The alerts of the stack fire when they should, and not before', async () => {
  const own = join(folder, 'local');
  const alert = (alertname: string, labels: object, annotations: object) => ({
    alertname,
    exp_alerts: [{ exp_labels: labels, exp_annotations: annotations }],
  });
  const tests = {
    rule_files: [join(own, 'config/prometheus/rules/observatory.yml')],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: [
          { series: 'up{job="loki",instance="a"}', values: '1 1 0 0 0 0' },
          {
            series: 'otelcol_exporter_queue_size{job="collector",instance="c",exporter="otlp/jaeger"}',
            values: '10x3 80x10',
          },
          {
            series: 'otelcol_exporter_queue_capacity{job="collector",instance="c",exporter="otlp/jaeger"}',
            values: '100x15',
          },
        ],
        alert_rule_test: [
          { eval_time: '3m', alertname: 'TargetDown', exp_alerts: [] },
          {
            eval_time: '4m',
            ...alert(
              'TargetDown',
              { severity: 'critical', job: 'loki', instance: 'a' },
              {
                summary: 'A server does not answer Prometheus.',
                description: 'loki at a has not answered for two minutes.',
              },
            ),
          },
          { eval_time: '8m', alertname: 'CollectorQueueFilling', exp_alerts: [] },
          {
            eval_time: '9m',
            ...alert(
              'CollectorQueueFilling',
              { severity: 'warning', job: 'collector', instance: 'c', exporter: 'otlp/jaeger' },
              {
                summary: 'A queue of the collector fills.',
                description: 'The queue of otlp/jaeger is 80% full: its backend is away or too slow.',
              },
            ),
          },
          { eval_time: '9m', alertname: 'CollectorDropsTelemetry', exp_alerts: [] },
        ],
      },
    ],
  };
  const path = join(folder, 'alerts.test.yml');
  writeFileSync(path, stringify(tests));
  const { stdout } = await run(serverBinary('prometheus', 'promtool'), ['test', 'rules', path]);
  expect(stdout).toContain('SUCCESS');
});
