import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../shim/src/testing/otlp-receiver.ts';
import { type ReplayServer, startReplayServer } from '../integrations/support/replay-server.ts';

/**
 * The example function in a runtime of our own, which speaks AWS' Runtime API and freezes (SIGSTOP) the sandbox as AWS
 * does. AWS' own client, aws-lambda-ric, compiles curl when it is installed, which takes minutes.
 */

interface LambdaFunction {
  readonly invoke: (event: object, timeoutMs?: number) => Promise<unknown>;
  readonly frozen: () => Promise<void>;
  readonly kill: () => void;
}
const { startFunction } = (await import(
  resolve(import.meta.dirname, '../../examples/lambda/lambda.mjs')
)) as { startFunction: (options: object) => Promise<LambdaFunction> };

let hub: OtlpReceiver;
let model: ReplayServer;
beforeAll(async () => {
  hub = await startOtlpReceiver();
  model = await startReplayServer();
  model.reply({
    body: {
      id: 'chatcmpl-1',
      model: 'gpt-4.1-mini-2025-04-14',
      choices: [{ message: { content: 'It is on its way.' } }],
      usage: { prompt_tokens: 12, completion_tokens: 6 },
    },
  });
});
afterAll(async () => {
  await hub.close();
  await model.close();
});

let lambda: LambdaFunction | undefined;
beforeEach(() => hub.clear());
afterEach(() => lambda?.kill());

async function start(env: Record<string, string> = {}): Promise<LambdaFunction> {
  lambda = await startFunction({
    nodeArguments: [
      '--conditions=@observatory/source',
      '--no-warnings',
      '--import',
      '@observatory/shim/register',
    ],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: hub.url,
      OTEL_SERVICE_NAME: 'support',
      OBSERVATORY_INSTRUMENT: 'off',
      // More than a busy machine takes: within it all must have arrived.
      OBSERVATORY_FLUSH_TIMEOUT: '8000',
      PROMETHEUS_PORT: 'off',
      OPENAI_BASE_URL: model.url,
      ...env,
    },
  });
  return lambda;
}

/** The executions of which all has arrived: both of their spans, and their end as an event. */
const complete = () => {
  const ends = hub
    .events()
    .filter(({ eventName }) =>
      ['observatory.execution_end', 'observatory.execution_error'].includes(eventName),
    );
  return ends.filter(({ attributes }) => {
    const id = attributes['observatory.execution.id'];
    return hub.spans.filter((span) => span.attributes['observatory.execution.id'] === id).length === 2;
  }).length;
};

test('all of an invocation has arrived before the function is frozen', async () => {
  const { invoke, frozen, kill } = await start();
  for (const times of [1, 2, 3]) {
    expect(await invoke({ question: 'Where is my order?' })).toEqual({ answer: 'It is on its way.' });
    await frozen();
    expect(complete()).toBe(times);
  }
  kill();
  expect(hub.points.map(({ name }) => name)).toContain('agent_execution_duration_seconds');
});

test('a connection that was cut while the function was frozen costs nothing', async () => {
  const { invoke, frozen } = await start();
  await invoke({ question: 'Where is my order?' });
  await frozen();
  hub.disconnect();
  await invoke({ question: 'And now?' });
  await frozen();
  expect(complete()).toBe(2);
});

test('a failed invocation arrives as one', async () => {
  const { invoke, frozen } = await start({ OPENAI_BASE_URL: 'http://127.0.0.1:9' });
  await expect(invoke({ question: 'Where is my order?' })).rejects.toThrow('fetch failed');
  await frozen();
  expect(complete()).toBe(1);
  expect(hub.spans.map(({ statusCode }) => statusCode)).toEqual([2, 2]);
});

test('a receiver that hangs holds an answer up for no longer than OBSERVATORY_FLUSH_TIMEOUT', async () => {
  const hangs = await startReplayServer();
  hangs.reply({ hangs: true });
  const { invoke } = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: hangs.url,
    // Without any other limit.
    OTEL_EXPORTER_OTLP_TIMEOUT: '0',
    OTEL_METRIC_EXPORT_TIMEOUT: '0',
    OBSERVATORY_FLUSH_TIMEOUT: '300',
  });
  expect(await invoke({ question: 'Where is my order?' })).toEqual({ answer: 'It is on its way.' });
  await hangs.close();
});
