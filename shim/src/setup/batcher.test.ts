import { expect, it } from 'vitest';
import { Batcher } from './batcher.ts';
import { tallyOf } from './delivery.ts';

const settings = { delayMs: 5, maxQueueSize: 10, maxBatchSize: 4 };

/** A sender whose batches are finished by hand. */
function manualSender() {
  const batches: number[][] = [];
  const waiting: (() => void)[] = [];
  return {
    batches,
    finish: () => waiting.shift()?.(),
    send: (batch: number[]) => {
      batches.push(batch);
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

it('sends a batch as soon as it is full', () => {
  const { batches, send } = manualSender();
  const batcher = new Batcher<number>('traces', settings, send);
  for (const record of [1, 2, 3]) batcher.add(record);
  expect(batches).toEqual([]);
  batcher.add(4);
  expect(batches).toEqual([[1, 2, 3, 4]]);
});

it('sends what waits after the delay', async () => {
  const { batches, send } = manualSender();
  const batcher = new Batcher<number>('traces', settings, send);
  batcher.add(1);
  await expect.poll(() => batches).toEqual([[1]]);
});

it('has one request under way at a time, and keeps the order', async () => {
  const { batches, send, finish } = manualSender();
  const batcher = new Batcher<number>('traces', settings, send);
  for (let record = 0; record < 9; record++) batcher.add(record);
  const flushed = batcher.flush();
  expect(batches).toHaveLength(1);
  for (let turn = 0; turn < 3; turn++) {
    finish();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await flushed;
  expect(batches).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8]]);
});

it('drops and counts what comes while the queue is full', () => {
  const { send } = manualSender();
  const batcher = new Batcher<number>('logs', settings, send);
  const before = { ...tallyOf('logs') };
  // Four go at once, ten wait.
  for (let record = 0; record < 20; record++) batcher.add(record);
  expect(tallyOf('logs').accepted - before.accepted).toBe(14);
  expect(tallyOf('logs').droppedFull - before.droppedFull).toBe(6);
});

it('takes nothing after it is closed', async () => {
  const { batches, send } = manualSender();
  const batcher = new Batcher<number>('traces', settings, send);
  batcher.close();
  batcher.add(1);
  await batcher.flush();
  expect(batches).toEqual([]);
});
