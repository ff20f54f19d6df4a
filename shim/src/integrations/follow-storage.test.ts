import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { activeContext } from '../context/active-context.ts';
import { followStorage } from './follow-storage.ts';

const scope = globalThis as unknown as Record<symbol, AsyncLocalStorage<unknown> | undefined>;
const mark = Symbol('mark');
const marked = ROOT_CONTEXT.setValue(mark, 'ours');

it('runs what a framework runs in the context that belongs to its store, and changes nothing else', async () => {
  const slot = Symbol('a framework');
  const storage = new AsyncLocalStorage<unknown>();
  scope[slot] = storage;
  followStorage(slot, (store) => (store === 'seen' ? marked : undefined));
  const ours = scope[slot];
  expect(ours).toBeInstanceOf(AsyncLocalStorage);
  const inside = (store: string) =>
    ours?.run(
      store,
      async (given: number) => {
        await null;
        return [given, ours.getStore(), storage.getStore(), activeContext().getValue(mark)];
      },
      7,
    );
  expect(await inside('seen')).toEqual([7, 'seen', 'seen', 'ours']);
  expect(await inside('other')).toEqual([7, 'other', 'other', undefined]);
  expect(() => ours?.run('seen', () => JSON.parse('{'))).toThrow(SyntaxError);
  expect(ours?.getStore()).toBeUndefined();
});

it('leaves an empty slot alone unless it is told what belongs there, and follows once', () => {
  const slot = Symbol('another framework');
  expect(followStorage(slot, () => undefined)).toBeUndefined();
  expect(scope[slot]).toBeUndefined();
  const followed = followStorage(
    slot,
    () => undefined,
    () => new AsyncLocalStorage(),
  );
  const ours = scope[slot];
  expect(followStorage(slot, () => undefined)).toBe(followed);
  expect(scope[slot]).toBe(ours);
});

it('keeps what is entered everywhere where nothing else was entered', () => {
  const slot = Symbol('a third framework');
  const followed = followStorage(
    slot,
    () => undefined,
    () => new AsyncLocalStorage(),
  );
  followed?.everywhere(() => scope[slot]?.enterWith('base'));
  expect(scope[slot]?.getStore()).toBe('base');
  expect(scope[slot]?.run('inner', () => scope[slot]?.getStore())).toBe('inner');
});

it('runs the work where finding its context fails', () => {
  const slot = Symbol('a fourth framework');
  scope[slot] = new AsyncLocalStorage();
  followStorage(slot, () => {
    throw new Error('of the integration');
  });
  expect(scope[slot]?.run('store', () => 'done')).toBe('done');
});
