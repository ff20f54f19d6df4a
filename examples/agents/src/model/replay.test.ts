import { describe, expect, test } from 'vitest';
import { createFaults, type Fault } from '../faults/faults.ts';
import { loadRecordings } from './recordings.ts';
import { type Request, replay } from './replay.ts';

const recordings = loadRecordings();
const streamed: Request = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  exchange: 'support-triage.late-parcel/answer',
};
const whole: Request = {
  provider: 'openai',
  model: 'gpt-4.1-mini',
  exchange: 'support-triage.late-parcel/classify',
};

/** A run that notes how long it was asked to wait, and does not. */
function noting(fault?: Fault) {
  let waited = 0;
  return {
    faults: createFaults(fault),
    wait: async (ms: number) => {
      waited += ms;
    },
    get waited() {
      return waited;
    },
  };
}

describe('a replayed model', () => {
  test('takes as long as recorded', async () => {
    const run = noting();
    await replay(recordings, run, whole);
    expect(run.waited).toBe(640);
  });

  test('streams: the first chunk comes at its recorded time, the end at the recorded end', async () => {
    const run = noting();
    let firstAt = -1;
    const answer = await replay(recordings, run, streamed, {
      onFirstChunk: () => {
        firstAt = run.waited;
      },
    });
    expect(firstAt).toBe(1_151);
    expect(run.waited).toBe(5_480);
    expect(answer.text).toMatch(/^Hello,/);
    expect(answer.model).toBe('claude-sonnet-4-5-20250929');
  });

  test('refuses in the provider words as often as the fault says, then answers', async () => {
    const run = noting({ kind: 'rate_limited', after: 1, times: 2 });
    await expect(replay(recordings, run, whole)).resolves.toBeDefined();
    for (let time = 0; time < 2; time++) {
      await expect(replay(recordings, run, whole)).rejects.toMatchObject({
        name: 'RateLimitError',
        status: 429,
        retryable: true,
        message: expect.stringContaining('tokens per min (TPM)'),
      });
    }
    await expect(replay(recordings, run, whole)).resolves.toBeDefined();
  });

  test('gives the recorded unusable answer where the fault says so', async () => {
    const run = noting({ kind: 'answer_broken', after: 0, times: 1 });
    const { text, finishReasons } = await replay(recordings, run, whole);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(finishReasons).toEqual(['length']);
    expect(JSON.parse((await replay(recordings, run, whole)).text)).toMatchObject({ topic: 'delivery' });
  });

  test('does not answer for another model than the recorded one', async () => {
    await expect(replay(recordings, noting(), { ...whole, model: 'gpt-4.1' })).rejects.toThrow(
      "'support-triage.late-parcel/classify' was recorded from openai/gpt-4.1-mini, but openai/gpt-4.1 is asked for.",
    );
  });

  test('names a recording that is not there', async () => {
    await expect(replay(recordings, noting(), { ...whole, exchange: 'none' })).rejects.toThrow(
      "There is no recording of 'none'.",
    );
  });
});
