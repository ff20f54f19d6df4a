import { ROOT_CONTEXT } from '@opentelemetry/api';
import { report } from '../../test/bench/report.ts';
import { emitEvent } from '../src/events/emit-event.ts';
import { eventStream, flush } from '../src/index.ts';

// No SDK: what subscribers in process add to an event, until all of them have it.
process.env.OTEL_STREAMING_BUFFER_SIZE = '10000';
const EVENTS = 5000;
let seen = 0;

function emit(iterations: number): void {
  for (let i = 0; i < iterations; i++) {
    emitEvent({
      type: 'step_end',
      severity: 'info',
      message: 'Step summarise took 0.010 s',
      context: ROOT_CONTEXT,
      attributes: { 'observatory.step.name': 'summarise', 'observatory.step.kind': 'step', userId: 'u1' },
    });
  }
}
const take = () => {
  seen += 1;
};
const subscribe = (count: number) => Array.from({ length: count }, () => eventStream.subscribeToAll(take));
const withSubscribers = (name: string, open: () => string[], delivers = true) => ({
  name,
  run: async (iterations: number) => {
    const ids = open();
    emit(iterations);
    if (delivers) await flush();
    for (const id of ids) eventStream.unsubscribe(id);
    return seen;
  },
});

await report({
  title: 'event in process',
  baseline: 'no subscriber',
  iterations: EVENTS,
  variants: [
    {
      name: 'no subscriber',
      run: (iterations) => {
        emit(iterations);
        return seen;
      },
    },
    withSubscribers('1 subscriber, until it has the event', () => subscribe(1)),
    withSubscribers('1 subscriber, the emitting call alone', () => subscribe(1), false),
    withSubscribers('1 subscriber of another type of event', () => [
      eventStream.manager.subscribeWithAdvancedFilter({ types: ['alert'] }, () => {}),
    ]),
    withSubscribers('1 subscriber of counts', () => [
      eventStream.manager.subscribeWithAdvancedFilter(
        { aggregation: { enabled: true, windowMs: 1000, groupBy: ['type', 'agentType'] } },
        () => {},
      ),
    ]),
    withSubscribers('100 subscribers, until all have the event', () => subscribe(100)),
    withSubscribers('100 subscribers, the emitting call alone', () => subscribe(100), false),
  ],
});
