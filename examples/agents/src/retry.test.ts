import { describe, expect, test } from 'vitest';
import { retry } from './retry.ts';

const busy = () => Object.assign(new Error('busy'), { retryable: true });

function tries(outcomes: readonly (Error | string)[]) {
  const pauses: number[] = [];
  const numbers: number[] = [];
  const result = retry({ pauseMs: 100, wait: async (ms) => void pauses.push(ms) }, async (number) => {
    numbers.push(number);
    const outcome = outcomes[number - 1];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  return { result, pauses, numbers };
}

describe('a retry', () => {
  test('gives the result of the try that succeeds and pauses longer each time', async () => {
    const { result, pauses, numbers } = tries([busy(), busy(), 'done']);
    expect(await result).toBe('done');
    expect(numbers).toEqual([1, 2, 3]);
    expect(pauses).toEqual([100, 200]);
  });

  test('gives up after the third try and throws its error on', async () => {
    const last = busy();
    const { result, numbers } = tries([busy(), busy(), last, 'too late']);
    await expect(result).rejects.toBe(last);
    expect(numbers).toEqual([1, 2, 3]);
  });

  test('does not repeat what can not succeed later', async () => {
    const wrong = new Error('wrong');
    const { result, numbers } = tries([wrong, 'done']);
    await expect(result).rejects.toBe(wrong);
    expect(numbers).toEqual([1]);
  });
});
