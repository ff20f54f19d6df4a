import { expect, it } from 'vitest';
import { startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { runService } from '../testing/run-service.ts';

const service = `
  import { flush, init, recordTaskDuration } from '@observatory/shim';
  await init();
  recordTaskDuration(1, { type: 'build', status: 'success' });
  await flush();`;

it.each([
  ['crew', 'crew_task_duration_seconds', ''],
  ['9 lives', 'aet_task_duration_seconds', 'OBSERVATORY_METRICS_PREFIX="9 lives" is not'],
])('the prefix %s gives %s', async (prefix, name, said) => {
  const receiver = await startOtlpReceiver();
  const { stderr } = await runService(service, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OBSERVATORY_METRICS_PREFIX: prefix },
  });
  expect(receiver.points.map((point) => point.name)).toContain(name);
  expect(stderr).toContain(said);
  await receiver.close();
});
