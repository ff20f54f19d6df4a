import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import {
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from '../../../shim/src/testing/otlp-receiver.ts';
import { runService, type ServiceOptions, type ServiceRun } from '../../../shim/src/testing/run-service.ts';

export const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
export const ERROR = 2;

/** Where the newest majors are installed, and those before them. */
export const folders = {
  newest: join(import.meta.dirname, '..'),
  previous: join(import.meta.dirname, '../frameworks-previous'),
};

const preload = ['--import', '@observatory/shim/register'];

/** Services that run as processes of their own with `register`, and what they sent. */
export interface Services {
  /** Runs a program to its end, which must be a good one. What it sent replaces what came before. */
  run(program: string, options?: ServiceOptions): Promise<ServiceRun>;
  spans(): readonly ReceivedSpan[];
  /** The one span of this name. */
  span(name: string): ReceivedSpan;
  parentOf(span: ReceivedSpan): ReceivedSpan | undefined;
  /** Labels of a counter's points, and what it counted. */
  counted(metric: string): unknown[];
  /** Labels of a histogram's points, and how often it measured. */
  measured(metric: string): unknown[];
  /** Forgets what came. */
  clear(): void;
}

/** Services for the tests of one file. */
export function useServices(): Services {
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
  });
  beforeEach(() => receiver.clear());
  afterAll(() => receiver.close());
  return {
    async run(program, options = {}) {
      const env = {
        OBSERVATORY_INSTRUMENT: 'on',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: 'shop',
        ...options.env,
      };
      const ended = await runService(program, {
        nodeArguments: preload,
        giveUpMs: 60_000,
        ...options,
        env,
      });
      expect(ended.code, ended.stderr).toBe(0);
      return ended;
    },
    spans: () => receiver.spans,
    span(name) {
      const found = receiver.spans.filter((span) => span.name === name);
      expect(found, `spans: ${receiver.spans.map((span) => span.name).join(', ')}`).toHaveLength(1);
      return found[0] as ReceivedSpan;
    },
    parentOf: ({ parentSpanId }) => receiver.spans.find(({ spanId }) => spanId === parentSpanId),
    counted: (metric) =>
      receiver.points
        .filter(({ name }) => name === metric)
        .map(({ attributes, value }) => ({ ...attributes, times: value })),
    measured: (metric) =>
      receiver.points
        .filter(({ name }) => name === metric)
        .map(({ attributes, count }) => ({ ...attributes, times: count })),
    clear: () => receiver.clear(),
  };
}

/** Text of a program that asks itself these paths one after the other, prints what came, and ends. */
export const asks = (...paths: string[]) => `
  async function ask(port, close) {
    for (const path of ${JSON.stringify(paths)}) {
      const [method, url] = path.includes(' ') ? path.split(' ') : ['GET', path];
      const body = method === 'POST' ? JSON.stringify({ amount: 7 }) : undefined;
      const headers = body && { 'content-type': 'application/json' };
      const response = await fetch('http://127.0.0.1:' + port + url, { method, body, headers });
      console.log(response.status + ' ' + await response.text());
    }
    await close();
  }
`;
