import { AsyncResource } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording();
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The execution that each span with this name says it belongs to. */
async function ownersOf(name: string) {
  await flush();
  return receiver()
    .spans.filter((span) => span.name === name)
    .map(({ attributes }) => attributes['observatory.execution.id']);
}

describe('a step lands in the execution that it was started in', () => {
  it('with hundreds at once, three deep', async () => {
    const pause = async (each: number) => {
      if (each % 3 === 0) await tick();
      else if (each % 3 === 1) await new Promise((resolve) => setTimeout(resolve, each % 7));
      else await Promise.resolve();
    };
    const wanted = await Promise.all(
      Array.from({ length: 300 }, (_, each) =>
        agentTracking.trackWorkflow(`flow-${each}`, 'run', async (flow) => {
          await pause(each);
          await agentTracking.trackExecution('coder', 'work', async (agent) => {
            await pause(each + 1);
            await agentTracking.trackStep(`think-${each}`, async () => {
              await pause(each + 2);
              await agentTracking.trackTool({ name: `tool-${each}` }, () => pause(each));
            });
            expect(agent.id).not.toBe(flow.id);
            return agent.id;
          });
          await agentTracking.trackStep(`sum-${each}`, () => pause(each));
          return flow.id;
        }),
      ),
    );
    await flush();
    const byName = new Map(receiver().spans.map((span) => [span.name, span]));
    for (const [each, flowId] of wanted.entries()) {
      const think = byName.get(`think-${each}`);
      const agentId = think?.attributes['observatory.execution.id'];
      expect(byName.get(`sum-${each}`)?.attributes['observatory.execution.id']).toBe(flowId);
      expect(byName.get(`execute_tool tool-${each}`)?.attributes['observatory.execution.id']).toBe(agentId);
      expect(byName.get(`execute_tool tool-${each}`)?.parentSpanId).toBe(think?.spanId);
      const agent = receiver().spans.find(({ traceId, spanId }) => traceId + spanId === agentId);
      expect(agent?.attributes['observatory.execution.parent_id']).toBe(flowId);
    }
  });

  it('from timers, microtasks and the next tick', async () => {
    const later: ((work: () => void) => void)[] = [
      (work) => void setTimeout(work, 1),
      setImmediate,
      queueMicrotask,
      process.nextTick,
    ];
    const ids = await Promise.all(
      later.map((start, each) =>
        agentTracking.trackExecution(`agent-${each}`, 'work', async ({ id }) => {
          await new Promise<void>((resolve) =>
            start(() => void agentTracking.trackStep('later', () => resolve())),
          );
          return id;
        }),
      ),
    );
    expect(new Set(await ownersOf('later'))).toEqual(new Set(ids));
  });

  it('where a listener waits for an event that is emitted elsewhere', async () => {
    const bus = new EventEmitter();
    const waiting = agentTracking.trackExecution('waiter', 'work', async ({ id }) => {
      await once(bus, 'done');
      await agentTracking.trackStep('after event', () => 1);
      return id;
    });
    await agentTracking.trackExecution('emitter', 'work', () => void bus.emit('done'));
    expect(await ownersOf('after event')).toEqual([await waiting]);
  });

  it('where a pool runs the work of many, each bound to its own', async () => {
    const queue: (() => void)[] = [];
    const inPool = <T>(work: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        queue.push(AsyncResource.bind(() => void work().then(resolve, reject)));
      });
    const runs = [1, 2, 3].map((each) =>
      agentTracking.trackExecution(`agent-${each}`, 'work', async ({ id }) => {
        await inPool(() => agentTracking.trackStep(`pooled-${each}`, tick));
        return id;
      }),
    );
    await agentTracking.trackExecution('pool', 'drain', async () => {
      await tick();
      for (const work of queue) work();
    });
    const ids = await Promise.all(runs);
    for (const [index, id] of ids.entries()) expect(await ownersOf(`pooled-${index + 1}`)).toEqual([id]);
  });
});
