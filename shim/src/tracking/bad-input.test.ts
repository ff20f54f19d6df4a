import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import { enhancedObservability } from './enhanced-observability.ts';
import type { InferenceCall } from './types.ts';

const receiver = useRecording();
const unhandled: unknown[] = [];
const keep = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', keep));
afterAll(() => {
  process.off('unhandledRejection', keep);
});

const refuse = () => {
  throw new Error('hands off');
};
const hostile = new Proxy(function target() {}, {
  get: refuse,
  has: refuse,
  ownKeys: refuse,
  getPrototypeOf: refuse,
  getOwnPropertyDescriptor: refuse,
});
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const circular: Record<string, unknown> = {};
circular.self = circular;

const oddities: readonly unknown[] = [
  hostile,
  revoked.proxy,
  circular,
  Symbol('agent'),
  'x'.repeat(100_000),
  '\ud800',
  'task \u0000',
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  1e300,
  { toString: refuse, toJSON: refuse },
  Object.defineProperties({}, { name: { get: refuse }, agentType: { get: refuse } }),
  new Error('x', { cause: circular }),
  Buffer.alloc(1000),
  { attempts: 2, delayMs: 0 },
  { retries: { attempts: 2, delayMs: 0, retryIf: refuse } },
  { signal: {}, timeoutMs: 'soon' },
];

/** What a caller without types may pass; boxed, since fast-check looks at what it gives. */
const junk = fc.oneof(
  fc
    .anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true })
    .map((value) => ({ value })),
  fc.nat({ max: oddities.length - 1 }).map((index) => ({ value: oddities[index] })),
);
const several = fc.array(junk, { minLength: 8, maxLength: 8 });

// biome-ignore lint/suspicious/noExplicitAny: callers without types are what is tested
type Untyped = (...given: any[]) => Promise<unknown>;
const tracking = agentTracking as unknown as Readonly<Record<string, Untyped>>;
const byId = enhancedObservability as unknown as Readonly<Record<string, Untyped>>;

/** What each call passes to the function under test, and where in its arguments that function stands. */
const calls: readonly [name: string, place: number][] = [
  ['trackExecution', 2],
  ['trackExecution', 1],
  ['trackWorkflow', 2],
  ['trackWorkflow', 1],
  ['trackStep', 1],
  ['trackInference', 1],
  ['trackTool', 1],
  ['trackStream', 1],
];

const unboxed = ({ value }: { readonly value: unknown }) => value;

function withFunction(given: readonly unknown[], place: number, fn: unknown): unknown[] {
  // A function elsewhere would be taken for the one to run.
  const values = given.map((value) => (typeof value === 'function' ? circular : value));
  return [...values.slice(0, place), fn, ...values.slice(place)];
}

describe.each(calls)('%s with its function at %i', (name, place) => {
  const call = tracking[name];
  if (call === undefined) throw new Error(name);

  it('runs it once and gives its result, whatever is passed beside it', async () => {
    await fc.assert(
      fc.asyncProperty(several, junk, async (boxes, { value: told }) => {
        const given = boxes.map(unboxed);
        let runs = 0;
        const result = { held: 'by the caller' };
        const fn = async (handle?: Partial<InferenceCall> & { snapshot?: unknown; cancel?: unknown }) => {
          runs += 1;
          handle?.setUsage?.(told as never);
          handle?.setResponse?.(told as never);
          if (typeof handle?.snapshot === 'function') handle.snapshot(told, told);
          if (typeof handle?.cancel === 'function' && given[7] === told) handle.cancel(told);
          return result;
        };
        expect(await call(...withFunction(given, place, fn))).toBe(result);
        expect(runs).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('throws on what it throws, unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(several, junk, async (boxes, { value: thrown }) => {
        const given = boxes.map(unboxed);
        const fn = () => {
          throw thrown;
        };
        const outcome = await call(
          ...withFunction(
            given.map((value) => (hasRetries(value) ? {} : value)),
            place,
            fn,
          ),
        ).then(
          () => 'nothing thrown',
          (error: unknown) => ({ error }),
        );
        expect((outcome as { error: unknown }).error === thrown || Number.isNaN(thrown)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

function hasRetries(value: unknown): boolean {
  return (
    value !== hostile &&
    value !== revoked.proxy &&
    typeof value === 'object' &&
    value !== null &&
    'retries' in value
  );
}

it('takes any call by id and any snapshot, and rejects none', async () => {
  await fc.assert(
    fc.asyncProperty(several, async (boxes) => {
      const given = boxes.map(unboxed);
      const [one, two, three, four, five, six] = given;
      const id = await byId.startAgentExecution?.(one, two, three, four, five, six);
      expect(id).toMatch(/^[0-9a-f]{48}$/);
      agentTracking.snapshot(one, two as never);
      for (const known of [id, one]) {
        await byId.recordExecutionStep?.(known, two, three, four);
        await byId.recordSnapshot?.(known, two, three);
      }
      await byId.completeAgentExecution?.(one, two, three);
      await byId.failAgentExecution?.(id, two, { executionTime: three, memoryUsage: four });
      await byId.cancelAgentExecution?.(id, five);
    }),
    { numRuns: 100 },
  );
});

it('sends what it recorded of all that, bounded, and lets nothing go unhandled', async () => {
  await flush();
  await new Promise(setImmediate);
  expect(unhandled).toEqual([]);
  receiver().clear();
  const long = 'n'.repeat(1_000_000);
  await agentTracking.trackExecution(long, long, () => 1, long, long, long, long);
  await agentTracking.trackTool({ name: long, attributes: { [long]: long } }, () => 1);
  await agentTracking.trackExecution('coder', '\ud800 lone surrogate', () => 1, undefined, 'task \u0000');
  await flush();
  expect(receiver().spans).toHaveLength(3);
  expect(receiver().events()).toHaveLength(4);
  for (const { name, attributes } of receiver().spans) {
    expect(name.length).toBeLessThan(300);
    for (const [key, value] of Object.entries(attributes))
      expect(key.length + String(value).length).toBeLessThan(11_000);
  }
});
