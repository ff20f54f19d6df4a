import { expect, test } from 'vitest';
import { createQueue } from './sql-queue.ts';

/** A task that ends when told to, and says that it began. */
function taskOf(name: string, began: string[]) {
  const { promise, resolve } = Promise.withResolvers<string>();
  return {
    end: () => resolve(name),
    run: () => {
      began.push(name);
      return promise;
    },
  };
}
const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('no more than so many run at once; the others follow in their order', async () => {
  const began: string[] = [];
  const enqueue = createQueue(2);
  const tasks = ['a', 'b', 'c', 'd'].map((name) => taskOf(name, began));
  const answers = tasks.map(({ run }) => enqueue(run, never));
  await settled();
  expect(began).toEqual(['a', 'b']);
  tasks[1]?.end();
  await settled();
  expect(began).toEqual(['a', 'b', 'c']);
  for (const { end } of tasks) end();
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd']);
});

test('one that is aborted while it waits never runs and holds nobody up', async () => {
  const began: string[] = [];
  const enqueue = createQueue(1);
  const [a, b, c] = [taskOf('a', began), taskOf('b', began), taskOf('c', began)];
  const leaving = new AbortController();
  const first = enqueue(a.run, never);
  const second = enqueue(b.run, leaving.signal);
  const third = enqueue(c.run, never);
  leaving.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  a.end();
  c.end();
  expect(await Promise.all([first, third])).toEqual(['a', 'c']);
  expect(began).toEqual(['a', 'c']);
});

test('a task that fails makes room for the next', async () => {
  const enqueue = createQueue(1);
  const failing = enqueue(() => Promise.reject(new Error('no')), never);
  const next = enqueue(() => Promise.resolve('yes'), never);
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
