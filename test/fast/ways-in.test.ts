import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../shim/src/testing/otlp-receiver.ts';

/** The examples of the three ways in, run as their README says. */

const root = resolve(import.meta.dirname, '../..');
let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
beforeEach(() => receiver.clear());
afterAll(() => receiver.close());

function example(name: string, ...nodeArguments: string[]) {
  const file = `examples/ways-in/${name}.mjs`;
  return promisify(execFile)(process.execPath, ['--conditions=@observatory/source', ...nodeArguments, file], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      OTEL_SERVICE_NAME: 'ways-in',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      PROMETHEUS_PORT: 'off',
    },
  });
}

test('a service without a change is seen with its requests in one trace', async () => {
  const { stdout } = await example('unchanged', '--import', '@observatory/shim/register');
  expect(stdout).toBe('The shop has 12 apples\n');
  const [root_, ...others] = receiver.spans.toSorted((a, b) => a.startUs - b.startUs);
  // The program's own request, the shop, the shop's request, the stock.
  expect(others).toHaveLength(3);
  expect(others.every(({ traceId }) => traceId === root_?.traceId)).toBe(true);
  expect(receiver.spans.map(({ kind }) => kind).toSorted()).toEqual([2, 2, 3, 3]);
});

test('a service with init is seen with its agent, line, metric and feedback', async () => {
  const { stdout } = await example('with-init');
  expect(stdout).toContain('"message":"Hello, Ada"');
  expect(receiver.spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['invoke_agent greeter', 'execute_tool lookup', 'chat gpt-4.1']),
  );
  expect(receiver.logs.find(({ body }) => body === 'Greeted')?.attributes).toMatchObject({
    'user.id': 'user_123',
    'session.id': 'session_9',
  });
  expect(receiver.points.map(({ name }) => name)).toContain('greetings_total');
  expect(receiver.logs.some(({ eventName }) => eventName === 'gen_ai.evaluation.result')).toBe(true);
});

test('wrappers alone tell the process itself, and send nothing', async () => {
  const { stdout } = await example('wrappers');
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':', 1)[0]),
  ).toEqual(['execution_start', 'step_start', 'step_end', 'execution_end']);
  expect(receiver.requests).toEqual([]);
});
