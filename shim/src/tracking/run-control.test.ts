import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import type { ExecutionOptions } from './types.ts';

const receiver = useRecording();
const coder = { agentType: 'coder', operation: 'work' };

/** Status, cancel reason and error type of the one execution that was sent, which its event repeats. */
async function ending() {
  await flush();
  const { attributes } = only(receiver().spans.filter(({ name }) => name.startsWith('invoke_')));
  const event = only(
    receiver()
      .events()
      .filter(({ eventName }) => /execution_(end|error|cancel)$/.test(eventName)),
  );
  const facts = [
    'observatory.execution.status',
    'observatory.execution.cancel_reason',
    'error.type',
  ] as const;
  expect(facts.map((name) => event.attributes[name])).toEqual(facts.map((name) => attributes[name]));
  return facts.map((name) => attributes[name]);
}

/** Rejects with the signal's reason when it is aborted, as fetch does. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('a run tracked by options', () => {
  it('says all that it says by position', async () => {
    const given = { ...coder, taskId: 'task-1', userId: 'user-1', sessionId: 'session-1' };
    expect(await agentTracking.trackExecution(given, ({ id }) => id.length)).toBe(48);
    await flush();
    expect(only(receiver().spans).attributes).toMatchObject({
      'gen_ai.agent.name': 'coder',
      'observatory.execution.operation': 'work',
      'observatory.task.id': 'task-1',
      'user.id': 'user-1',
      'session.id': 'session-1',
    });
  });

  it('may be a workflow', async () => {
    await agentTracking.trackWorkflow({ workflowType: 'order', operation: 'run' }, () => 1);
    await flush();
    expect(only(receiver().spans).name).toBe('invoke_workflow order');
  });
});

describe('a run that is cancelled', () => {
  it('by the signal of its caller ends with the reason, and its function gets the abort', async () => {
    const stopping = new AbortController();
    const reason = new Error('user left');
    const tracked = agentTracking.trackExecution({ ...coder, signal: stopping.signal }, ({ signal }) => {
      setImmediate(() => stopping.abort(reason));
      return untilAborted(signal);
    });
    await expect(tracked).rejects.toBe(reason);
    expect(await ending()).toEqual(['cancelled', 'user left', undefined]);
  });

  it('before it starts still runs once', async () => {
    const signal = AbortSignal.abort('too late');
    const seen = await agentTracking.trackExecution({ ...coder, signal }, (handle) => handle.signal.aborted);
    expect(seen).toBe(true);
    expect(await ending()).toEqual(['cancelled', 'too late', undefined]);
  });

  it('from inside aborts its own signal', async () => {
    const tracked = agentTracking.trackExecution('coder', 'work', ({ signal, cancel }) => {
      setImmediate(() => cancel('budget spent'));
      return untilAborted(signal);
    });
    await expect(tracked).rejects.toMatchObject({ name: 'AbortError', message: 'budget spent' });
    expect(await ending()).toEqual(['cancelled', 'budget spent', undefined]);
  });

  it('after its end stays as it ended', async () => {
    const stopping = new AbortController();
    await agentTracking.trackExecution({ ...coder, signal: stopping.signal }, () => 1);
    stopping.abort();
    expect(await ending()).toEqual(['completed', undefined, undefined]);
  });

  it('by an AbortError of what it called counts as cancelled', async () => {
    const stopping = new AbortController();
    const tracked = agentTracking.trackExecution('coder', 'work', () => {
      stopping.abort();
      return fetch('http://127.0.0.1:1/', { signal: stopping.signal });
    });
    await expect(tracked).rejects.toMatchObject({ name: 'AbortError' });
    expect((await ending())[0]).toBe('cancelled');
  });
});

describe('a run with a time limit', () => {
  it('fails as timed out, and its function gets the abort and decides what the caller gets', async () => {
    const result = await agentTracking.trackExecution({ ...coder, timeoutMs: 5 }, async ({ signal }) => {
      await untilAborted(signal).catch(() => {});
      return `partial: ${(signal.reason as Error).name}`;
    });
    expect(result).toBe('partial: TimeoutError');
    expect(await ending()).toEqual(['failed', undefined, 'timeout']);
  });

  it('has ended before its function does, should that hang', async () => {
    let letGo = (_result: string) => {};
    const tracked = agentTracking.trackExecution(
      { ...coder, timeoutMs: 5 },
      ({ signal }) =>
        new Promise<string>((resolve) => {
          signal.addEventListener('abort', () => {
            letGo = resolve;
          });
        }),
    );
    await expect
      .poll(async () => {
        await flush();
        return receiver().spans.length;
      })
      .toBe(1);
    expect(await ending()).toEqual(['failed', undefined, 'timeout']);
    letGo('late');
    expect(await tracked).toBe('late');
    expect(await ending()).toEqual(['failed', undefined, 'timeout']);
  });

  it('ends as its function does where that is in time', async () => {
    await agentTracking.trackExecution({ ...coder, timeoutMs: 3_600_000 }, () => 1);
    expect(await ending()).toEqual(['completed', undefined, undefined]);
  });

  it.each([0, -1, Number.NaN, 'soon', 1e300, Number.POSITIVE_INFINITY])(
    'has none where the limit is %s',
    async (timeoutMs) => {
      await agentTracking.trackExecution({ ...coder, timeoutMs } as ExecutionOptions, ({ signal }) => {
        expect(signal.aborted).toBe(false);
      });
      expect(await ending()).toEqual(['completed', undefined, undefined]);
    },
  );

  it('fails with the same type where something that it called ran out of time', async () => {
    const tracked = agentTracking.trackExecution('coder', 'work', () => untilAborted(AbortSignal.timeout(1)));
    await expect(tracked).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await ending()).toEqual(['failed', undefined, 'timeout']);
  });
});

it('lets hundreds of runs share one signal without a warning', async () => {
  const warnings: Error[] = [];
  const keep = (warning: Error) => void warnings.push(warning);
  process.on('warning', keep);
  const { signal } = new AbortController();
  await Promise.all(
    Array.from({ length: 300 }, () =>
      agentTracking.trackExecution({ ...coder, signal }, async (handle) => {
        await new Promise(setImmediate);
        return handle.signal.aborted;
      }),
    ),
  );
  await new Promise(setImmediate);
  process.off('warning', keep);
  expect(warnings).toEqual([]);
});
