import { describe, expect, it } from 'vitest';
import { createLogger } from '../logger/create-logger.ts';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';

const receiver = useRecording();
const logger = createLogger('svc', { level: 'silent' });

async function points(name: string) {
  await flush();
  return receiver().points.filter((point) => point.name === name);
}

describe('recordMetric', () => {
  it.each([
    ['jobs_total', { kind: 'counter', unit: '', value: 7 }],
    ['job_seconds', { kind: 'histogram', unit: 's', value: 7, count: 2 }],
    ['job_ms', { kind: 'histogram', unit: '', value: 7, count: 2 }],
    ['upload_bytes', { kind: 'histogram', unit: 'By', value: 7, count: 2 }],
    ['queue_depth', { kind: 'gauge', unit: '', value: 4 }],
  ] as const)('makes of %s what its name says', async (name, wanted) => {
    logger.recordMetric(name, 3, { kind: 'import' });
    logger.recordMetric(name, 4, { kind: 'import' });
    expect(await points(name)).toEqual([
      expect.objectContaining({ attributes: { kind: 'import' }, ...wanted }),
    ]);
  });

  it('adds to a metric of the contract with its own buckets', async () => {
    logger.recordMetric('agent_execution_duration_seconds', 1.5, { agentType: 'crm', status: 'success' });
    const [point] = await points('agent_execution_duration_seconds');
    expect(point?.bounds[0]).toBe(0.1);
    expect(point?.unit).toBe('s');
  });

  it('keeps ids out of labels', async () => {
    logger.recordMetric('lookups_total', 1, { userId: 'u1', kind: 'a' });
    logger.recordMetric('lookups_total', 1, { userId: 'u2', kind: 'a' });
    expect(await points('lookups_total')).toEqual([
      expect.objectContaining({ attributes: { kind: 'a' }, value: 2 }),
    ]);
  });

  it.each([
    ['bad name!', 1],
    ['1st_total', 1],
    ['lost_total', -1],
    ['lost_seconds', Number.NaN],
    ['lost_level', Number.POSITIVE_INFINITY],
  ])('leaves out %s with %d and throws nothing', async (name, value) => {
    logger.recordMetric(name, value);
    expect(await points(name)).toEqual([]);
  });

  it('survives labels that cannot be put into text', async () => {
    const labels = { size: 1n } as unknown as { size: number };
    expect(() => logger.recordMetric('odd_total', 1, labels)).not.toThrow();
  });
});
