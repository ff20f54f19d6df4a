import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keepRunning } from './keep-running.ts';
import type { RunningServer, ServerExit } from './server.ts';

const exit: ServerExit = { code: 1, signal: null, lines: [] };

/** A server that ends when told to. */
function server(pid: number): RunningServer & { end: () => void } {
  const { promise, resolve } = Promise.withResolvers<ServerExit>();
  return {
    pid,
    exited: promise,
    end: () => resolve(exit),
    stop: async () => resolve(exit),
  };
}

const quiet = { hasRoom: async () => true, stopMs: 1000, log() {}, onExit() {}, onRestart() {} };

test('starts that fail are tried again with delays that double', async () => {
  const first = server(1);
  const starts: number[] = [];
  const { promise: restarted, resolve: onRestart } = Promise.withResolvers<unknown>();
  const kept = await keepRunning({
    ...quiet,
    onRestart,
    async start() {
      starts.push(performance.now());
      if (starts.length === 1) return first;
      if (starts.length < 5) throw new Error('not yet');
      return server(2);
    },
  });
  const endedAt = performance.now();
  first.end();
  expect(await restarted).toMatchObject({ pid: 2 });
  const waits = starts.slice(1).map((at, index) => at - (index === 0 ? endedAt : (starts[index] ?? 0)));
  for (const [index, delay] of [100, 200, 400, 800].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(delay - 2);
    // A machine that is busy comes to it later.
    expect(waits[index]).toBeLessThan(delay + 1000);
  }
  await kept.stop();
});

test('a server that ended on a full disk is started when there is room, and not before', async () => {
  let room = false;
  const first = server(1);
  const starts: boolean[] = [];
  const said: string[] = [];
  const { promise: restarted, resolve: onRestart } = Promise.withResolvers<unknown>();
  const full: ServerExit = {
    ...exit,
    lines: ['PANIC:  could not write to file "xlogtemp.7": No space left on device'],
  };
  const kept = await keepRunning({
    ...quiet,
    hasRoom: async () => room,
    log: (text) => said.push(text),
    onRestart,
    async start() {
      starts.push(room);
      return starts.length === 1 ? { ...first, exited: Promise.resolve(full) } : server(2);
    },
  });
  await sleep(1000);
  expect(starts).toEqual([false]);
  room = true;
  expect(await restarted).toMatchObject({ pid: 2 });
  expect(starts).toEqual([false, true]);
  expect(said.filter((text) => text.includes('disk of its data is full'))).toHaveLength(1);
  await kept.stop();
});

test('a stop ends the wait for room too', async () => {
  const kept = await keepRunning({
    ...quiet,
    hasRoom: async () => false,
    start: async () => ({
      ...server(1),
      exited: Promise.resolve({ ...exit, lines: ['FATAL: No space left on device'] }),
    }),
  });
  await sleep(300);
  const stoppedAt = performance.now();
  await kept.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(400);
});

test('a stop while no server runs ends the attempts', async () => {
  const first = server(1);
  let starts = 0;
  const kept = await keepRunning({
    ...quiet,
    async start() {
      starts += 1;
      if (starts === 1) return first;
      throw new Error('never');
    },
  });
  first.end();
  await first.exited;
  await kept.stop();
  expect(kept.pid).toBeUndefined();
  expect(starts).toBe(1);
});

test('a server that comes up during the stop is stopped too', async () => {
  const first = server(1);
  const late = server(2);
  const { promise: arrives, resolve: arrive } = Promise.withResolvers<RunningServer>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  let starts = 0;
  const kept = await keepRunning({
    ...quiet,
    start() {
      starts += 1;
      if (starts === 1) return Promise.resolve(first);
      ask();
      return arrives;
    },
  });
  first.end();
  await asked;
  const stopped = kept.stop();
  arrive(late);
  await stopped;
  expect(await late.exited).toBe(exit);
});
