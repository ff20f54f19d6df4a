import { afterAll, beforeAll, expect, test } from 'vitest';
import { runService } from '../../shim/src/testing/run-service.ts';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** The shim in a process of its own before a real hub, by each protocol that it speaks. */

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

test.each([
  ['http/protobuf', () => hub.otlpHttpPort],
  ['http/json', () => hub.otlpHttpPort],
  ['grpc', () => hub.otlpGrpcPort],
] as const)('an execution sent by %s is seen in the hub', async (protocol, port) => {
  const agent = `by-${protocol.replace('/', '-')}`;
  const { code, stderr } = await runService(
    `import { agentTracking, init } from '@observatory/shim';
     await init();
     await agentTracking.trackExecution('${agent}', 'generate', () => 1);`,
    {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `127.0.0.1:${port()}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      },
    },
  );
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('did not take')]);
  await eventually(async () => {
    const { executions } = await get<Schemas['ExecutionList']>(hub, '/api/v1/executions');
    expect(executions).toContainEqual(expect.objectContaining({ name: agent, status: 'completed' }));
  });
});
