import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { serverBinary } from '../../infra/install/cache.ts';
import { largeExample } from '../../infra/settings/large-example.ts';
import { profileNames } from '../../infra/settings/schema.ts';
import { processStack } from '../../infra/stack/stack.ts';
import { ComponentProcess, writeConfiguration } from '../support/component-process.ts';
import { freeRange } from '../support/free-port.ts';
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

describe('what comes in after an outage of an hour, behind what is fresh, is taken', () => {
  const own = join(folder, 'late');
  const stack = processStack(stackSettings({ ports }), own);
  const nowMs = Date.now();
  const times = [nowMs, nowMs - 3_600_000];
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'late' } }] };
  const post = async (url: string, body: object) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(await response.text(), url).not.toMatch(/error|reject|old|behind/i);
    expect(response.status).toBeLessThan(300);
  };

  test('metrics', async () => {
    const prometheus = await ComponentProcess.start(stack, own, 'prometheus');
    try {
      for (const timeMs of times) {
        const dataPoints = [{ timeUnixNano: `${timeMs}000000`, asDouble: 1 }];
        await post(`${prometheus.url}/api/v1/otlp/v1/metrics`, {
          resourceMetrics: [
            { resource, scopeMetrics: [{ metrics: [{ name: 'late', gauge: { dataPoints } }] }] },
          ],
        });
      }
      const found = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent('late[2h]')}`);
      const { data } = (await found.json()) as { data: { result: { values: unknown[] }[] } };
      expect(data.result[0]?.values).toHaveLength(2);
    } finally {
      await prometheus.stop();
    }
  });

  test('logs', async () => {
    const loki = await ComponentProcess.start(stack, own, 'loki');
    try {
      for (const timeMs of times) {
        const logRecords = [{ timeUnixNano: `${timeMs}000000`, body: { stringValue: 'late' } }];
        await post(`${loki.url}/otlp/v1/logs`, { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
      }
      const range = new URLSearchParams({
        query: '{service_name="late"}',
        start: `${nowMs - 7_200_000}000000`,
        end: `${nowMs + 60_000}000000`,
      });
      const found = await fetch(`${loki.url}/loki/api/v1/query_range?${range}`, {
        signal: AbortSignal.timeout(20_000),
      });
      const { data } = (await found.json()) as { data: { result: { values: unknown[] }[] } };
      expect(data.result.flatMap(({ values }) => values)).toHaveLength(2);
    } finally {
      await loki.stop();
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
