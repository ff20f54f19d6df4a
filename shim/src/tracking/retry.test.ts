import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import type { RetryOptions } from './types.ts';

const receiver = useRecording();

/** Fails until the given try. */
function failingUntil(success: number, error: unknown = new Error('busy')) {
  const tries = { count: 0 };
  const fn = () => {
    tries.count += 1;
    if (tries.count < success) throw error;
    return 'done';
  };
  return { tries, fn };
}

async function spansNamed(name: string) {
  await flush();
  return receiver().spans.filter((span) => span.name === name);
}

describe('a step with retries', () => {
  it('is tried until it succeeds, each try as a step of its own', async () => {
    const { tries, fn } = failingUntil(3);
    const result = await agentTracking.trackExecution('coder', 'work', () =>
      agentTracking.trackStep('fetch', fn, { retries: { attempts: 5, delayMs: 1 }, data: { page: 1 } }),
    );
    expect(result).toBe('done');
    expect(tries.count).toBe(3);
    const spans = await spansNamed('fetch');
    const seen = spans.map(({ attributes }) => [
      attributes['observatory.step.attempt'],
      attributes['observatory.step.status'],
      attributes['observatory.step.data'],
    ]);
    expect(seen).toEqual([
      [1, 'failed', '{"page":1}'],
      [2, 'failed', '{"page":1}'],
      [3, 'completed', '{"page":1}'],
    ]);
    const ends = receiver()
      .events()
      .filter(({ eventName }) => eventName === 'observatory.step_end')
      .map(({ attributes }) => attributes['observatory.step.attempt']);
    expect(ends).toEqual([1, 2, 3]);
    expect(new Set(spans.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
  });

  it('throws the last error on, unchanged', async () => {
    const errors = [new Error('first'), new Error('last')];
    let tries = 0;
    const tracked = agentTracking.trackStep(
      'fetch',
      () => {
        throw errors[tries++];
      },
      { retries: { attempts: 2, delayMs: 0 } },
    );
    await expect(tracked).rejects.toBe(errors[1]);
    expect(tries).toBe(2);
  });

  it('asks whether an error is worth another try', async () => {
    const { tries, fn } = failingUntil(9, new TypeError('wrong'));
    const asked: unknown[] = [];
    const retryIf = (error: unknown) => {
      asked.push(error);
      return !(error instanceof TypeError);
    };
    const tracked = agentTracking.trackStep('fetch', fn, { retries: { attempts: 5, delayMs: 0, retryIf } });
    await expect(tracked).rejects.toThrow('wrong');
    expect([tries.count, asked.length]).toEqual([1, 1]);
  });

  it('does not try again what was called off', async () => {
    const { tries, fn } = failingUntil(9, new DOMException('stop', 'AbortError'));
    const tracked = agentTracking.trackStep('fetch', fn, { retries: { attempts: 5, delayMs: 0 } });
    await expect(tracked).rejects.toThrow('stop');
    expect(tries.count).toBe(1);
  });

  it('stops to wait when its signal is aborted, and throws the error of the last try', async () => {
    const stopping = new AbortController();
    const error = new Error('busy');
    let tries = 0;
    const tracked = agentTracking.trackStep(
      'fetch',
      () => {
        tries += 1;
        setImmediate(() => stopping.abort());
        throw error;
      },
      { retries: { attempts: 5, delayMs: 3_600_000, maxDelayMs: 3_600_000, signal: stopping.signal } },
    );
    await expect(tracked).rejects.toBe(error);
    expect(tries).toBe(1);
  });

  it('runs once where the signal was aborted before', async () => {
    const { tries, fn } = failingUntil(9);
    const retries = { attempts: 5, delayMs: 0, signal: AbortSignal.abort() };
    await expect(agentTracking.trackStep('fetch', fn, { retries })).rejects.toThrow('busy');
    expect(tries.count).toBe(1);
  });

  it('does not wait between tries where no wait is wanted, however often it has failed', async () => {
    const warned: string[] = [];
    const keep = ({ name }: Error) => void warned.push(name);
    process.on('warning', keep);
    const { tries, fn } = failingUntil(5);
    const retries = { attempts: 5, delayMs: 0, factor: Number.POSITIVE_INFINITY };
    await agentTracking.trackStep('fetch', fn, { retries });
    await new Promise(setImmediate);
    process.off('warning', keep);
    expect([tries.count, warned]).toEqual([5, []]);
  });

  it.each<[string, unknown, number]>([
    ['no number of attempts', { delayMs: 0 }, 1],
    ['a number of attempts that is none', { attempts: 'many', delayMs: 0 }, 1],
    ['a negative one', { attempts: -3, delayMs: 0 }, 1],
    ['options that are none', 7, 1],
    ['waits that are none', { attempts: 3, delayMs: Number.NaN, factor: 'x', maxDelayMs: 0 }, 3],
    [
      'a retryIf that throws',
      {
        attempts: 3,
        retryIf: () => {
          throw new Error('in retryIf');
        },
      },
      1,
    ],
    [
      'options that cannot be read',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
      1,
    ],
  ])('gives the error of fn with %s', async (_what, retries, wanted) => {
    const { tries, fn } = failingUntil(9);
    const tracked = agentTracking.trackStep('fetch', fn, { retries: retries as RetryOptions });
    await expect(tracked).rejects.toThrow('busy');
    expect(tries.count).toBe(wanted);
  });
});
