import { expect, test } from 'vitest';
import { decode } from '../../hub/src/otlp/decode.ts';
import { defaultOtlpLimits } from '../../hub/src/otlp/limits.ts';
import { agentRunsBody, logLinesBody, plainHttpBody, runEventsBody } from './bodies.ts';
import { newStreamNumber, recordId, spanId } from './ids.ts';
import type { Encoding, Stamp } from './marks.ts';

const of = { agents: 3, users: 20_000, models: 6, services: 1 };
const startUs = Date.UTC(2026, 10, 23, 12) * 1000;
const stamp: Stamp = {
  traces: { number: newStreamNumber(), from: 700_000 },
  records: { number: newStreamNumber(), from: 4_000_000 },
  startUs,
};
const encodings: Encoding[] = ['protobuf', 'json'];
const spansIn = (encoding: Encoding, body: Buffer) =>
  decode('traces', encoding, body, defaultOtlpLimits).records.map((span) => span);

test.each(
  encodings.flatMap((encoding) =>
    [
      [1, 1],
      [64, 7],
      [1000, 1],
      [2, 254],
    ].map(([runs = 0, calls = 0]) => ({ encoding, runs, calls })),
  ),
)('each span of each run has its own ids and its time: %o', ({ encoding, runs, calls }) => {
  const body = agentRunsBody({ encoding, of, service: 0, runs }, calls).stamped(stamp);
  const spans = spansIn(encoding, body);
  expect(spans).toHaveLength(runs * (calls + 1));
  const expected = Array.from({ length: runs }, (_, run) =>
    Array.from({ length: calls + 1 }, (_, index) => ({
      traceId: recordId(stamp.traces.number, 700_000 + run),
      spanId: spanId(700_000 + run, index),
      parentSpanId: index === 0 ? null : spanId(700_000 + run, 0),
    })),
  ).flat();
  expect(spans.map(({ traceId, spanId, parentSpanId }) => ({ traceId, spanId, parentSpanId }))).toEqual(
    expected,
  );
  for (const [at, { startUs: start, endUs }] of spans.entries()) {
    const runUs = startUs + Math.floor(at / (calls + 1)) * 1000;
    expect(start).toBeGreaterThanOrEqual(runUs);
    expect(start).toBeLessThan(endUs ?? 0);
    expect(endUs).toBeLessThanOrEqual(runUs + 2_000_000);
  }
});

test.each(encodings)('names count on from run to run, in %s', (encoding) => {
  const body = agentRunsBody({ encoding, of, service: 0, runs: 4 }, 1).stamped(stamp);
  const roots = spansIn(encoding, body).filter(({ parentSpanId }) => parentSpanId === null);
  // 700,000 leaves 1 by 3, and 0 by 20,000.
  expect(roots.map(({ name }) => name)).toEqual(
    [1, 2, 0, 1].map((agent) => `invoke_agent agent-000${agent}`),
  );
  expect(roots.map(({ attributes }) => attributes['user.id'])).toEqual(
    [0, 1, 2, 3].map((user) => `user-0000${user}`),
  );
  expect(roots[1]?.attributes['session.id']).toBe('session-user-00001');
});

test.each(encodings)('lines and events name the run that they are of, in %s', (encoding) => {
  const shape = { encoding, of, service: 0, runs: 3 };
  const logs = (body: Buffer) => decode('logs', encoding, body, defaultOtlpLimits).records;
  const lines = logs(logLinesBody(shape, 2).stamped(stamp));
  expect(lines.map(({ traceId }) => traceId)).toEqual(
    [0, 0, 1, 1, 2, 2].map((run) => recordId(stamp.traces.number, 700_000 + run)),
  );
  expect(lines.map(({ attributes }) => attributes['log.record.uid'])).toEqual(
    [0, 1, 2, 3, 4, 5].map((line) => recordId(stamp.records.number, 4_000_000 + line)),
  );
  const events = logs(runEventsBody(shape).stamped(stamp));
  const root = recordId(stamp.traces.number, 700_002) + spanId(700_002, 0);
  expect(events[5]).toMatchObject({
    eventName: 'observatory.execution_end',
    timeUs: startUs + 2000 + 2_000_000,
    spanId: spanId(700_002, 0),
    attributes: {
      'observatory.execution.id': root,
      'observatory.execution.start_unix_us': startUs + 2000,
      'log.record.uid': recordId(stamp.records.number, 4_000_005),
      'gen_ai.agent.name': 'agent-0000',
    },
  });
});

test('requests without an agent have spans of their own', () => {
  const spans = spansIn(
    'protobuf',
    plainHttpBody({ encoding: 'protobuf', of, service: 1, runs: 2 }).stamped(stamp),
  );
  expect(spans.map(({ name, spanId }) => `${name} ${spanId}`)).toEqual(
    [0, 1].flatMap((run) =>
      ['GET /orders/:id', 'SELECT orders', 'GET'].map(
        (name, index) => `${name} ${spanId(700_000 + run, index)}`,
      ),
    ),
  );
});
