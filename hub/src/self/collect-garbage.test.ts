import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { collectGarbage } from './collect-garbage.ts';

test('what nothing refers to is gone afterwards, what is in use stays, and nobody else got the means', async () => {
  const [left, kept] = [new WeakRef({}), { text: 'kept' }];
  const keptRef = new WeakRef(kept);
  // A WeakRef holds its object until the turn in which it was made ends.
  await pause(1);
  expect(left.deref()).toBeDefined();
  await pause(1);
  collectGarbage();
  expect(left.deref()).toBeUndefined();
  expect(keptRef.deref()).toBe(kept);
  expect('gc' in globalThis).toBe(false);
});
