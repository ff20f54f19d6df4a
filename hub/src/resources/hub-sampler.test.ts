import { expect, test } from 'vitest';
import { HUB_SERVICE, hubSample } from './hub-sampler.ts';

test('the hub tells what it takes as a service does, under one instance from sample to sample', () => {
  const [one, other] = [hubSample('3001', 1), hubSample('3001', 2)];
  expect(one.records.map(({ name, attributes }) => [name, ...Object.values(attributes)])).toEqual([
    ['process.cpu.time', 'user'],
    ['process.cpu.time', 'system'],
    ['process.memory.usage'],
    ['process.disk.io', 'read'],
    ['process.disk.io', 'write'],
  ]);
  const [user, , memory] = one.records;
  expect(user?.value).toBeGreaterThan(0);
  expect(memory?.value).toBeGreaterThan(10e6);
  expect(user?.source.service).toBe(HUB_SERVICE);
  expect(other.records[0]?.source).toEqual(user?.source);
});
