import { afterAll, beforeAll, expect } from 'vitest';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import {
  expectAllAtHub,
  expectEventsAtHub,
  expectNoContent,
  imports,
  sides,
  spanNames,
  versionOf,
  work,
} from './support/beside.ts';
import { integration } from './support/matrix.ts';

const both = sides();
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

for (const [otel, tracing] of [
  ['@langfuse/otel', '@langfuse/tracing'],
  ['langfuse-otel-previous', 'langfuse-tracing-previous'],
] as const) {
  const program = (more: string) => `
    import { NodeSDK } from '@opentelemetry/sdk-node';
    import { LangfuseSpanProcessor } from '${otel}';
    import { startActiveObservation } from '${tracing}';
    ${imports}
    const sdk = new NodeSDK({ spanProcessors: [
      new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk', baseUrl: process.env.BACKEND })${more}
    ] });
    sdk.start();
    await init();
    ${work}
    await startActiveObservation('answer', async (observation) => {
      observation.update({ model: 'gpt-4.1', usageDetails: { input: 7, output: 3 } });
    }, { asType: 'generation' });
    await sdk.shutdown();
  `;
  /** How often Langfuse was sent a span of this name. */
  const timesSent = (name: string) =>
    both.backend.requests
      .map(({ body }) => body)
      .join('\n')
      .split(`"name":"${name}"`).length - 1;

  integration({ group: 'beside', name: '@langfuse/otel', version: versionOf(otel) }, (sees) => {
    let said = '';
    sees('spans', async () => {
      said = (await both.run(program(', observatorySpanProcessor()'))).stderr;
      expectAllAtHub(both, [...spanNames, 'answer']);
      expect(timesSent('answer')).toBe(1);
      expect(timesSent('chat gpt-4.1')).toBe(1);
      const generation = both.hub.spans.find(({ name }) => name === 'answer');
      expect(generation?.attributes['langfuse.observation.type']).toBe('generation');
    });

    sees('events', () => expectEventsAtHub(both));

    sees('content only when asked', () => expectNoContent(both));

    sees('executions at the hub', async () => {
      const service = `support-${versionOf(otel)}`;
      await both.run(program(', observatorySpanProcessor()'), {
        OTEL_EXPORTER_OTLP_ENDPOINT: hub.url,
        OTEL_SERVICE_NAME: service,
      });
      await eventually(async () => {
        const { executions } = await get<Schemas['ExecutionList']>(hub, '/api/v1/executions');
        const own = executions.filter((one) => one.service === service);
        // An inference outside of every execution is one of its service.
        expect(own.map(({ name, status }) => [name, status]).sort()).toEqual([
          [service, 'completed'],
          ['triage', 'completed'],
        ]);
      });
    });

    sees('says what to add', async () => {
      expect(said).toContain('beside Langfuse');
      expect(said).not.toContain('spans: ');
      const { stderr } = await both.run(program(''));
      expect(both.hub.spans).toEqual([]);
      expect(timesSent('answer')).toBe(1);
      expect(stderr).toContain(
        'spans: new NodeSDK({ spanProcessors: [new LangfuseSpanProcessor(), observatorySpanProcessor()] })',
      );
    });
  });
}
