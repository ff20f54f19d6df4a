import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotStates } from '../conventions/index.ts';
import { serialise } from '../safe/serialise.ts';
import { flush } from '../setup/init.ts';
import type { ReceivedLog } from '../testing/otlp-receiver.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import { enhancedObservability } from './enhanced-observability.ts';

const MAX_BYTES = 4096;
const receiver = useRecording({ OBSERVATORY_SNAPSHOT_MAX_BYTES: String(MAX_BYTES) });

async function snapshots(): Promise<ReceivedLog[]> {
  await flush();
  return receiver()
    .events()
    .filter(({ eventName }) => eventName === 'observatory.snapshot');
}

/** What the hub would make of the snapshots that were received. */
async function rebuilt() {
  const records = (await snapshots()).map(({ attributes }) => ({
    sequence: attributes['observatory.snapshot.sequence'] as number,
    state: attributes['observatory.snapshot.state'] as string | undefined,
    difference: attributes['observatory.snapshot.difference'] as string | undefined,
  }));
  return snapshotStates(records).map(({ state }) => state);
}

/** Which of its three forms each snapshot has. */
async function forms() {
  return (await snapshots()).map(({ attributes }) =>
    ['state', 'difference', 'omitted']
      .filter((form) => attributes[`observatory.snapshot.${form}`] !== undefined)
      .join(),
  );
}

const taking = (states: readonly unknown[]) =>
  agentTracking.trackExecution('coder', 'work', ({ snapshot }) => {
    for (const state of states) snapshot(state);
  });
const long = 'x'.repeat(200);

describe('a snapshot', () => {
  it('is an event of its execution, with its place and its step', async () => {
    const id = await agentTracking.trackExecution(
      { agentType: 'coder', operation: 'work', userId: 'user-1' },
      (run) => {
        run.snapshot({ todo: ['plan'] }, { step: 'think' });
        return run.id;
      },
    );
    const sent = only(await snapshots());
    expect(sent.traceId + sent.spanId).toBe(id);
    expect(sent).toMatchObject({ severityText: 'DEBUG', body: 'Snapshot 0 of Agent coder at think' });
    expect(sent.attributes).toMatchObject({
      'observatory.execution.id': id,
      'gen_ai.agent.name': 'coder',
      'user.id': 'user-1',
      'observatory.step.name': 'think',
      step: 'think',
      'observatory.snapshot.sequence': 0,
      'observatory.snapshot.state': '{"todo":["plan"]}',
    });
    expect(sent.attributes['log.record.uid']).toBeTypeOf('string');
  });

  it('is of the current execution where no handle is at hand', async () => {
    const inner = await agentTracking.trackExecution('outer', 'work', () =>
      agentTracking.trackExecution('inner', 'work', async ({ id }) => {
        await agentTracking.trackStep('think', () => agentTracking.snapshot({ n: 1 }, { step: 'think' }));
        return id;
      }),
    );
    expect(only(await snapshots()).attributes['observatory.execution.id']).toBe(inner);
  });

  it('may be taken by id', async () => {
    const id = await enhancedObservability.startAgentExecution('coder', 'work');
    await enhancedObservability.recordSnapshot(id, { n: 1 }, 'think');
    await enhancedObservability.completeAgentExecution(id);
    await enhancedObservability.recordSnapshot(id, { n: 2 });
    const sent = only(await snapshots());
    expect(sent.attributes).toMatchObject({
      'observatory.execution.id': id,
      'observatory.step.name': 'think',
      'observatory.snapshot.state': '{"n":1}',
    });
  });

  it('holds no secret', async () => {
    await taking([
      // No hex digits, which ids have too.
      { apiKey: 'swordfish', note: 'Bearer mnopqrstuvwxyz12345' },
      { apiKey: 'sesame', note: long },
    ]);
    expect(JSON.stringify(await snapshots())).not.toMatch(/swordfish|sesame|mnopqrst/);
  });

  it('outside of an execution, or after its end, is left out and counted', async () => {
    const ignored = async (reason: string) => {
      await flush();
      const point = receiver().points.find(
        ({ name, attributes }) =>
          name === 'observatory_shim_ignored_calls_total' && attributes.reason === reason,
      );
      return point?.value ?? 0;
    };
    const before = [await ignored('unknown'), await ignored('ended')];
    agentTracking.snapshot({ n: 1 });
    const late = await agentTracking.trackExecution('coder', 'work', ({ snapshot }) => snapshot);
    late({ n: 1 });
    expect(await snapshots()).toEqual([]);
    expect([await ignored('unknown'), await ignored('ended')]).toEqual(before.map((count) => count + 1));
  });
});

describe('snapshots of one execution', () => {
  it('say what changed, and each tenth says all', async () => {
    await taking(Array.from({ length: 22 }, (_, n) => ({ n, long })));
    const wanted = Array.from({ length: 22 }, (_, n) => (n % 10 === 0 ? 'state' : 'difference'));
    expect(await forms()).toEqual(wanted);
    expect((await snapshots())[1]?.attributes['observatory.snapshot.difference']).toBe(
      '[{"op":"replace","path":"/n","value":1}]',
    );
  });

  it('say all where that is shorter', async () => {
    await taking([{ n: 1 }, { n: 2 }]);
    expect(await forms()).toEqual(['state', 'state']);
  });

  it('leave out what is over the budget, and say all after it', async () => {
    const big = { text: 'y '.repeat(MAX_BYTES) };
    await taking([{ long }, big, { long, n: 1 }, { long, n: 2 }]);
    expect(await forms()).toEqual(['state', 'omitted', 'state', 'difference']);
    expect((await snapshots())[1]?.attributes['observatory.snapshot.omitted']).toBe('too_large');
    expect(await rebuilt()).toEqual([{ long }, undefined, { long, n: 1 }, { long, n: 2 }]);
  });

  it('take what state there is: circular, unreadable, none', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const unreadable = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    await taking([circular, unreadable, undefined, 10n, () => {}]);
    expect(await rebuilt()).toEqual([{ self: '[circular]' }, '[unreadable]', null, '10', '[function]']);
  });

  it('give the redacted states back, whatever they were', async () => {
    const states = fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 1, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(states, async (taken) => {
        receiver().clear();
        await taking(taken.map((state) => ({ state, long })));
        const wanted = taken.map((state) => JSON.parse(serialise({ state, long }, MAX_BYTES)) as unknown);
        expect((await rebuilt()).map((state) => JSON.stringify(state))).toHaveLength(wanted.length);
        expect(await rebuilt()).toEqual(wanted);
      }),
      { numRuns: 40 },
    );
  });
});
