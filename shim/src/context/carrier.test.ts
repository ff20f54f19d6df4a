import { propagation, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../logger/create-logger.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { activeContext } from './active-context.ts';
import { injectContext, withExtractedContext } from './carrier.ts';
import { shimContextOf } from './shim-context.ts';
import { withContext } from './with-context.ts';

useRecording();
const around = () => shimContextOf(activeContext());
const traceId = '0af7651916cd43dd8448eb211c80319c';
const executionId = `${traceId}00f067aa0ba902b7`;
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const baggageOf = (id: string, start = '1790000000000000') =>
  `observatory.execution.id=${id},observatory.execution.start_unix_us=${start}`;

describe('injectContext', () => {
  it('writes the running execution and the fields that travel, and no id of a user', async () => {
    await withContext({ userId: 'anna', sessionId: 's1', taskId: 't 1', agentId: 'a1' }, () =>
      agentTracking.trackExecution('planner', 'plan', ({ id }) => {
        const headers = injectContext({} as Record<string, string>);
        expect(headers.traceparent).toBe(`00-${id.slice(0, 32)}-${id.slice(32)}-01`);
        const start = around()?.execution?.startUs;
        expect(headers.baggage?.split(',').sort()).toEqual([
          'gen_ai.agent.name=planner',
          `observatory.execution.id=${id}`,
          `observatory.execution.start_unix_us=${start}`,
          'observatory.task.id=t%201',
          'session.id=s1',
        ]);
      }),
    );
  });

  it('writes into Headers, Map and a prepared object alike, and keeps what is in there', async () => {
    await withContext({ sessionId: 's1' }, async () => {
      expect(injectContext(new Headers({ accept: 'a' })).get('baggage')).toBe('session.id=s1');
      expect(injectContext(new Map<string, string>()).get('baggage')).toBe('session.id=s1');
      expect(injectContext({ accept: 'a' })).toEqual({ accept: 'a', baggage: 'session.id=s1' });
    });
  });

  it("sends the application's own baggage along", async () => {
    const own = propagation.setBaggage(
      activeContext(),
      propagation.createBaggage({ tenant: { value: '7' } }),
    );
    withExtractedContext(injectContextIn(own), () => {
      withContext({ sessionId: 's1' }, () => {
        expect(injectContext({})).toEqual({ baggage: 'tenant=7,session.id=s1' });
      });
    });
  });

  it('leaves values out that no header should hold', () => {
    withContext({ sessionId: 'x'.repeat(300), taskId: 'a\nb', requestId: 'r' }, () => {
      expect(injectContext({})).toEqual({ baggage: 'observatory.request.id=r' });
    });
  });
});

function injectContextIn(context: ReturnType<typeof activeContext>): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(context, carrier);
  return carrier;
}

describe('withExtractedContext', () => {
  it("runs fn within the caller's execution, from headers, an environment, bytes and Maps", () => {
    const baggage = `${baggageOf(executionId)},session.id=s1`;
    const carriers = [
      { traceparent, baggage },
      { TRACEPARENT: traceparent, BAGGAGE: baggage },
      { traceparent: Buffer.from(traceparent), baggage: Buffer.from(baggage) },
      { traceparent, baggage: baggage.split(',') },
      new Headers({ traceparent, baggage }),
      new Map([
        ['traceparent', traceparent],
        ['baggage', baggage],
      ]),
    ];
    for (const carrier of carriers) {
      withExtractedContext(carrier, () => {
        expect(trace.getSpanContext(activeContext())?.traceId).toBe(traceId);
        expect(around()?.caller).toEqual({ id: executionId, startUs: 1_790_000_000_000_000 });
        expect(around()?.fields).toEqual({ sessionId: 's1' });
      });
    }
  });

  it('takes no execution of another trace, and none whose id or start has not its form', () => {
    const other = `1${executionId.slice(1)}`;
    for (const baggage of [
      baggageOf(other),
      baggageOf(executionId.slice(1)),
      baggageOf(executionId.toUpperCase()),
      baggageOf(traceId + '0'.repeat(16)),
      baggageOf(executionId, '1e15'),
      baggageOf(executionId, '-1790000000000000'),
      `observatory.execution.id=${executionId}`,
    ]) {
      withExtractedContext({ traceparent, baggage }, () => {
        expect(around()?.caller).toBeUndefined();
        expect(injectContext({} as Record<string, string>).baggage ?? '').not.toContain('execution');
      });
    }
  });

  it('takes no field that does not travel', () => {
    withExtractedContext({ traceparent, baggage: 'user.id=mallory,session.id=s' }, () => {
      expect(around()?.fields).toEqual({ sessionId: 's' });
    });
  });

  it('runs fn in the current context where the carrier brings none', async () => {
    await withContext({ sessionId: 's1' }, () =>
      agentTracking.trackExecution('planner', 'plan', ({ id }) => {
        withExtractedContext({ accept: '*' }, () => {
          expect(around()?.execution?.id).toBe(id);
          expect(around()?.fields.sessionId).toBe('s1');
        });
      }),
    );
  });

  it("is not within the consumer's own execution where the message brings another's", async () => {
    await agentTracking.trackExecution('consumer', 'poll', () =>
      withExtractedContext({ traceparent, baggage: baggageOf(executionId) }, () => {
        expect(around()?.execution).toBeUndefined();
        expect(around()?.caller?.id).toBe(executionId);
      }),
    );
  });

  it("gives fn's result and its error unchanged", () => {
    expect(withExtractedContext({ traceparent }, () => 3)).toBe(3);
    const error = new Error('no');
    expect(() =>
      withExtractedContext({ traceparent }, () => {
        throw error;
      }),
    ).toThrow(error);
  });

  it('runs fn once whatever the carrier is, and writes into none without throwing', () => {
    const logger = createLogger('test', { level: 'silent' });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.dictionary(fc.constantFrom('traceparent', 'baggage', 'tracestate'), fc.anything()),
        ),
        (junk) => {
          let runs = 0;
          withExtractedContext(junk as object, () => {
            runs += 1;
            logger.info('line');
          });
          expect(runs).toBe(1);
          expect(() => withContext({ sessionId: 's' }, () => injectContext(junk as object))).not.toThrow();
        },
      ),
    );
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('get');
        },
        has: () => {
          throw new Error('has');
        },
      },
    );
    expect(withExtractedContext(hostile, () => 1)).toBe(1);
    expect(() => injectContext(Object.freeze({}))).not.toThrow();
  });
});
