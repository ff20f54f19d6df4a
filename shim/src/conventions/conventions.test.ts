import * as outside from '@observatory/shim/conventions';
import {
  agentDurationBuckets,
  byteBuckets,
  callCountBuckets,
  DEFAULT_TEAM_PREFIX,
  durationBuckets,
  eventName,
  executionOperations,
  gcBuckets,
  instrumentationMetrics,
  logLevels,
  logProcessingBuckets,
  mcpBuckets,
  memoryOperations,
  operationFamilies,
  operationFamilyOf,
  processMetrics,
  recordNames,
  requestBuckets,
  runtimeMetrics,
  severityNumbers,
  spanName,
  teamMetrics,
  tokenBuckets,
  workflowDurationBuckets,
} from '@observatory/shim/conventions';
import { describe, expect, test } from 'vitest';

/** Against the standards, typed here by hand. */

describe('buckets', () => {
  test('are those that the GenAI and MCP conventions advise', () => {
    expect(durationBuckets).toEqual([
      0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
    ]);
    expect(tokenBuckets).toEqual(Array.from({ length: 14 }, (_, power) => 4 ** power));
    expect(agentDurationBuckets.at(0)).toBe(0.1);
    expect(agentDurationBuckets.at(-1)).toBe(409.6);
    expect(workflowDurationBuckets).toEqual([1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200]);
    expect(callCountBuckets).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
    expect(mcpBuckets).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]);
  });

  test('of HTTP requests are those of the HTTP conventions', () => {
    expect(requestBuckets).toEqual([
      0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]);
  });

  test.each(Object.entries({ agentDurationBuckets, byteBuckets, logProcessingBuckets }))(
    '%s grow and hold no doubles',
    (_, buckets) => {
      expect([...new Set(buckets)].toSorted((a, b) => a - b)).toEqual([...buckets]);
    },
  );
});

test('severity numbers are the lowest of each range of the logs data model', () => {
  expect(severityNumbers).toEqual({ trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 });
  expect(logLevels).toEqual(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']);
});

test('names of events and records are those that the data model fixes', () => {
  expect(eventName('llm_call')).toBe('observatory.llm_call');
  expect(recordNames).toEqual({
    heartbeat: 'observatory.heartbeat',
    instrumentation: 'observatory.instrumentation',
    evaluation: 'gen_ai.evaluation.result',
  });
});

test('a span is named after its operation and its target', () => {
  expect(spanName('invoke_agent', 'triage')).toBe('invoke_agent triage');
  expect(spanName('chat')).toBe('chat');
  expect(executionOperations).toEqual(['invoke_agent', 'invoke_workflow']);
  expect(memoryOperations).toContain('search_memory');
});

test('the prefix of the team metrics is aet unless told another', () => {
  expect(DEFAULT_TEAM_PREFIX).toBe('aet');
  expect(teamMetrics('crew').tasks.name).toBe('crew_tasks_total');
});

test('no export is undefined', () => {
  expect(Object.entries(outside).filter(([, value]) => value === undefined)).toEqual([]);
});

test('an operation belongs to the family that the first part of its name tells', () => {
  expect(operationFamilyOf('file.write')).toBe('file');
  expect(operationFamilyOf('constructor.call')).toBeUndefined();
  expect(operationFamilies.transaction.table).toBe('db.collection.name');
});

test('metrics of process and runtime are named as the semantic conventions name them', () => {
  expect(processMetrics.cpuTime.name).toBe('process.cpu.time');
  expect(runtimeMetrics.gcDuration).toMatchObject({ name: 'v8js.gc.duration', buckets: gcBuckets });
  expect(instrumentationMetrics).toEqual({
    httpServerDuration: 'http.server.request.duration',
    databaseDuration: 'db.client.operation.duration',
  });
});
