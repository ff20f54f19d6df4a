import { describe, expect, test } from 'vitest';
import { RetriesExhausted, retry } from './retry.ts';

const busy = () => Object.assign(new Error('busy'), { retryable: true });

function tries(outcomes: readonly (Error | string)[]) {
  const pauses: number[] = [];
  const numbers: number[] = [];
  const result = retry(
    { what: 'the call', pauseMs: 100, wait: async (ms) => void pauses.push(ms) },
    async (number) => {
      numbers.push(number);
      const outcome = outcomes[number - 1];
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  );
  return { result, pauses, numbers };
}

describe('a retry', () => {
  test('gives the result of the try that succeeds and pauses longer each time', async () => {
    const { result, pauses, numbers } = tries([busy(), busy(), 'done']);
    expect(await result).toBe('done');
    expect(numbers).toEqual([1, 2, 3]);
    expect(pauses).toEqual([100, 200]);
  });

  test('gives up after the third try and keeps its error as the cause', async () => {
    const last = busy();
    const { result } = tries([busy(), busy(), last]);
    const error = await result.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RetriesExhausted);
    expect(error).toMatchObject({ message: 'the call failed 3 times', attempts: 3, cause: last });
  });

  test('does not repeat what can not succeed later', async () => {
    const wrong = new Error('wrong');
    const { result, numbers } = tries([wrong, 'done']);
    await expect(result).rejects.toBe(wrong);
    expect(numbers).toEqual([1]);
  });
});
