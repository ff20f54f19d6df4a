import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { HubQueries } from './hub-queries.ts';

let queries = new HubQueries();
afterEach(() => {
  queries.clear();
  queries = new HubQueries();
});

/** A question that somebody looks at, whose answers come when the test says so. */
function watched(name: string) {
  const waiting: ((answer: number | Error) => void)[] = [];
  const queryFn = () =>
    new Promise<number>((resolve, reject) => {
      waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  const observer = new QueryObserver<number>(queries, { queryKey: [name], queryFn, retry: false });
  const stop = observer.subscribe(() => {});
  return {
    observer,
    stop,
    asked: () => waiting.length,
    async answer(value: number | Error) {
      waiting.at(-1)?.(value);
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

test('what changes while the first answer is on its way is asked for once more, however often it changed', async () => {
  const question = watched('agents');
  for (let change = 0; change < 3; change += 1) void queries.invalidateQueries({ queryKey: ['agents'] });
  expect(question.asked()).toBe(1);
  await question.answer(1);
  expect(question.asked()).toBe(2);
  await question.answer(2);
  expect([question.observer.getCurrentResult().data, question.asked()]).toEqual([2, 2]);
  question.stop();
});

test('a later answer is not waited for, and other questions are left alone', async () => {
  const [changed, other] = [watched('agents'), watched('users')];
  await Promise.all([changed.answer(1), other.answer(1)]);
  void queries.invalidateQueries({ queryKey: ['agents'] });
  void queries.invalidateQueries({ queryKey: ['agents'] });
  expect([changed.asked(), other.asked()]).toEqual([3, 1]);
  await changed.answer(2);
  expect([changed.asked(), changed.observer.getCurrentResult().data]).toEqual([3, 2]);
  changed.stop();
  other.stop();
});

test('a first answer that could not be had is not asked for again by it', async () => {
  const question = watched('agents');
  void queries.invalidateQueries({ queryKey: ['agents'] });
  await question.answer(new Error('away'));
  expect(question.asked()).toBe(1);
  question.stop();
});

test('when a question was asked counts, not when it was answered', async () => {
  const question = watched('agents');
  const [query] = queries.getQueryCache().findAll();
  if (!query) throw new Error('nothing was asked');
  await new Promise((resolve) => setTimeout(resolve, 20));
  const later = Date.now();
  await question.answer(1);
  expect(query.state.dataUpdatedAt).toBeGreaterThanOrEqual(later);
  expect(queries.askedAt(query)).toBeLessThan(later);
  question.stop();
});
