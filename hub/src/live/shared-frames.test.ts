import { expect, test } from 'vitest';
import { SharedFrames } from './shared-frames.ts';

test('subscriptions that share a name share their bytes, and a thousand names do not stay in memory', () => {
  const frames = new SharedFrames([]);
  expect(frames.webSocket('1')).toBe(frames.webSocket('1'));
  for (let at = 0; at < 1000; at += 1) frames.webSocket(`name ${at}`);
  expect(frames.webSocket('name 999')).not.toBe(frames.webSocket('name 999'));
  expect(frames.webSocket('1')).toBe(frames.webSocket('1'));
});
