import { expect, it } from 'vitest';
import { Batcher } from './batcher.ts';
import { tallyOf } from './delivery.ts';
import { whileEnding } from './last-requests.ts';
import type { Unsent } from './otlp-export.ts';

const settings = { delayMs: 5, maxQueueSize: 10, maxBatchSize: 4 };

/** A sender whose batches are finished by hand. */
function manualSender() {
  const batches: number[][] = [];
  const waiting: ((unsent?: Unsent) => void)[] = [];
  return {
    batches,
    finish: (unsent?: Unsent) => waiting.shift()?.(unsent),
    send: (batch: number[]) => {
      batches.push(batch);
      return new Promise<Unsent | undefined>((resolve) => waiting.push(resolve));
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

/** A receiver that takes what comes once `away` is false. */
function awaySender(waitMs: number) {
  const receiver = { away: true, tries: 0, taken: [] as number[] };
  const send = async (batch: number[]): Promise<Unsent | undefined> => {
    receiver.tries += 1;
    if (receiver.away) return { waitMs };
    receiver.taken.push(...batch);
    tallyOf('traces').settled += batch.length;
    return undefined;
  };
  return { receiver, send };
}

it('a receiver that is away for long costs nothing while the queue has room', async () => {
  const { receiver, send } = awaySender(1);
  const batcher = new Batcher<number>('traces', settings, send);
  const before = { ...tallyOf('traces') };
  for (let record = 0; record < 9; record++) batcher.add(record);
  await expect.poll(() => receiver.tries).toBeGreaterThan(3);
  receiver.away = false;
  await expect.poll(() => receiver.taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(tallyOf('traces').droppedFailed).toBe(before.droppedFailed);
});

it('what a receiver leaves waiting is not sent before the time that it asks for', async () => {
  const { receiver, send } = awaySender(600_000);
  const batcher = new Batcher<number>('traces', settings, send);
  for (let record = 0; record < 4; record++) batcher.add(record);
  await new Promise((resolve) => setImmediate(resolve));
  for (let record = 4; record < 10; record++) batcher.add(record);
  await new Promise((resolve) => setImmediate(resolve));
  expect(receiver.tries).toBe(1);
});

it('a batch that is never taken is given up once the queue is full, so that the next has its turn', async () => {
  const { batches, send, finish } = manualSender();
  const batcher = new Batcher<number>('traces', settings, send);
  const before = { ...tallyOf('traces') };
  for (let record = 0; record < 20; record++) batcher.add(record);
  finish({ waitMs: 600_000 });
  await expect
    .poll(() => batches)
    .toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
  const { accepted, settled, droppedFailed, droppedFull } = tallyOf('traces');
  expect([droppedFailed - before.droppedFailed, droppedFull - before.droppedFull]).toEqual([4, 6]);
  expect([accepted - before.accepted, settled - before.settled]).toEqual([14, 4]);
});

it('a flush ends at a receiver that is away, and keeps what waits', async () => {
  const { receiver, send } = awaySender(600_000);
  const batcher = new Batcher<number>('traces', settings, send);
  for (let record = 0; record < 9; record++) batcher.add(record);
  await batcher.flush();
  receiver.away = false;
  await batcher.flush();
  expect(receiver.taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

it('at the end each batch is tried once more, then given up and counted', async () => {
  const { receiver, send } = awaySender(600_000);
  const batcher = new Batcher<number>('traces', settings, send);
  const before = tallyOf('traces').droppedFailed;
  for (let record = 0; record < 9; record++) batcher.add(record);
  await batcher.flush();
  const tries = receiver.tries;
  await whileEnding(() => batcher.flush());
  expect([receiver.tries - tries, tallyOf('traces').droppedFailed - before]).toEqual([3, 9]);
});

it('what is kept when it is closed is counted as dropped', async () => {
  const { send } = awaySender(600_000);
  const batcher = new Batcher<number>('traces', settings, send);
  const before = tallyOf('traces').droppedFailed;
  for (let record = 0; record < 9; record++) batcher.add(record);
  await batcher.flush();
  batcher.close();
  expect(tallyOf('traces').droppedFailed - before).toBe(9);
});
