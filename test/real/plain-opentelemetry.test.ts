import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { writePrices } from '../support/prices-file.ts';
import { pythonWithOpenTelemetry } from '../support/python.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** 1,000 tokens in at 2 dollars and 100 out at 8 dollars a million: 0.0028 dollars. */
const prices = '- { model: gpt-4.1*, provider: openai, inputPerMillion: 2, outputPerMillion: 8 }\n';
const COST_USD = 0.0028;

const programs = join(import.meta.dirname, 'programs');
const commands = {
  node: () => [process.execPath, join(programs, 'plain.mjs')],
  python: () => [pythonWithOpenTelemetry(), join(programs, 'plain.py')],
};

const pricesFile = writePrices(prices);
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_PRICES: pricesFile.path });
});
afterAll(async () => {
  await hub.remove();
  pricesFile.remove();
});

describe('a program with nothing but the OpenTelemetry SDK', () => {
  test.each([
    ['node', 'http'],
    ['node', 'grpc'],
    ['python', 'http'],
    ['python', 'grpc'],
  ] as const)('in %s over %s is seen with its tokens and cost', async (language, protocol) => {
    const url =
      protocol === 'grpc'
        ? `http://127.0.0.1:${hub.otlpGrpcPort}`
        : `http://127.0.0.1:${hub.otlpHttpPort}/v1/traces`;
    const [command = '', ...args] = commands[language]();
    const { stdout } = await promisify(execFile)(command, [...args, protocol, url], { timeout: 60_000 });
    const id = stdout.trim();
    expect(id).toMatch(/^[0-9a-f]{48}$/);
    await eventually(async () => {
      const { executions } = await get<Schemas['ExecutionList']>(hub, `/api/v1/executions?q=${id}`);
      expect(executions).toMatchObject([
        {
          id,
          name: 'weather',
          kind: 'agent',
          status: 'completed',
          service: `plain-${language}-${protocol}`,
          usage: { input_tokens: 1000, output_tokens: 100 },
          cost_usd: COST_USD,
          unpriced_calls: 0,
          llm_calls: 1,
        },
      ]);
    });
  });
});
