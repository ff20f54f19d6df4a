import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../shim/src/testing/otlp-receiver.ts';
import { Packed } from '../support/packed.ts';

/** The packed shim beside both trains of OpenTelemetry's API and SDK, installed as a user would. */

let packed: Packed;
let receiver: OtlpReceiver;
beforeAll(async () => {
  packed = new Packed(['shim']);
  receiver = await startOtlpReceiver();
});
beforeEach(() => receiver.clear());
afterAll(async () => {
  await receiver.close();
  packed.remove();
});

async function runProgram(name: string, project: string): Promise<string> {
  const file = join(project, name);
  copyFileSync(resolve(import.meta.dirname, 'programs', name), file);
  const child = spawn(process.execPath, [file], {
    cwd: project,
    env: {
      PATH: process.env.PATH,
      PROMETHEUS_PORT: 'off',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code, said).toBe(0);
  return said;
}

/** The shim must see what the application registers with the API, so there may be just one copy of it. */
function apiVersions(project: string): string[] {
  return globSync('node_modules/**/@opentelemetry/api/package.json', { cwd: project }).map((file) => {
    const { version } = JSON.parse(readFileSync(join(project, file), 'utf8'));
    return String(version).split('.').slice(0, 2).join('.');
  });
}

function expectAllReceived(): void {
  const span = (name: string) => receiver.spans.find((one) => one.name === name);
  const [request, execution] = [span('request'), span('invoke_agent coder')];
  expect(request).toBeDefined();
  expect(execution?.parentSpanId).toBe(request?.spanId);
  const events = receiver.events().map(({ eventName }) => eventName);
  expect(events.filter((name) => name.startsWith('observatory.execution'))).toEqual([
    'observatory.execution_start',
    'observatory.execution_end',
  ]);
  expect(receiver.logs.find(({ body }) => body === 'from the shim')).toMatchObject({
    spanId: execution?.spanId,
  });
  expect(receiver.logs.filter(({ body }) => body === 'from the application')).toHaveLength(1);
  const points = receiver.points.map(({ name, value }) => [name, value]);
  expect(points).toContainEqual(['orders_total', 3]);
  expect(points.map(([name]) => name)).toContain('agent_execution_duration_seconds');
}

describe.each([
  ['1.9', '0.223', '2.x'],
  ['1.10', '0.301', '3.x'],
])('with @opentelemetry/api %s', (api, sdkNode, train) => {
  test(`the shim uses the application's own SDK ${train}`, async () => {
    const project = packed.project(
      `own-${api}`,
      { type: 'module' },
      [`@opentelemetry/api@~${api}.0`, `@opentelemetry/sdk-node@~${sdkNode}.0`],
      ['shim'],
    );
    const said = await runProgram('own-sdk.mjs', project);
    expect(said).toContain("beside OpenTelemetry's SDK, whose tracer, meter, logger provider it uses");
    expect(apiVersions(project)).toEqual([api]);
    expectAllReceived();
  });

  test('the shim works alone', async () => {
    const project = packed.project(`alone-${api}`, { type: 'module' }, [
      'shim',
      `@opentelemetry/api@~${api}.0`,
    ]);
    const said = await runProgram('shim-alone.mjs', project);
    expect(said).toContain('traces, metrics, logs to http');
    expect(apiVersions(project)).toEqual([api]);
    expectAllReceived();
  });
});
