import { expect, it } from 'vitest';
import { runService } from '../testing/run-service.ts';

const track = "await agentTracking.trackExecution('coder', 'generate', () => 1);";

it('hands out what waits before the process ends, and keeps it no longer', async () => {
  const { code, signal, stdout } = await runService(
    `
    import { agentTracking, eventStream } from '@observatory/shim';
    eventStream.manager.subscribeWithAdvancedFilter({}, (events) => console.log('list', events.length));
    eventStream.manager.subscribeWithAdvancedFilter(
      { aggregation: { enabled: true, windowMs: 3_600_000, groupBy: ['type'] } },
      (counts) => console.log('counts', counts.length),
    );
    eventStream.subscribeToErrors(() => new Promise(() => {}));
    ${track}
    await agentTracking.trackExecution('coder', 'generate', () => { throw new Error('no'); }).catch(() => {});
    `,
    { env: { OTEL_STREAMING_FLUSH_INTERVAL: '3600000' } },
  );
  expect([code, signal]).toEqual([0, null]);
  expect(stdout.trim().split('\n').sort()).toEqual(['counts 3', 'list 4']);
});

it('does not run on where a callback causes events for ever', async () => {
  const { code, stdout } = await runService(
    `
    import { agentTracking, eventStream } from '@observatory/shim';
    let calls = 0;
    const id = eventStream.subscribeToAll(() => {
      calls += 1;
      ${track.replace('await', 'void')}
    });
    ${track}
    setTimeout(() => {
      eventStream.unsubscribe(id);
      console.log('timers run', calls > 2);
    }, 300);
    `,
  );
  expect([code, stdout.trim()]).toEqual([0, 'timers run true']);
});

it('says why nothing comes where events are switched off', async () => {
  const { code, stdout, stderr } = await runService(
    `
    import { agentTracking, eventStream } from '@observatory/shim';
    eventStream.subscribeToAll(() => console.log('an event'));
    ${track}
    `,
    { env: { OTEL_STREAMING_ENABLED: 'false' } },
  );
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toContain('OTEL_STREAMING_ENABLED');
});
