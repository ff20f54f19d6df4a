import { afterAll, beforeAll, expect } from 'vitest';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import {
  expectAllAtHub,
  expectEventsAtHub,
  expectNoContent,
  imports,
  namesOf,
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

const program = (options: string) => `
  import * as traceloop from '@traceloop/node-server-sdk';
  ${imports}
  traceloop.initialize({ appName: 'support', apiKey: 'key', baseUrl: process.env.THEIRS, disableBatch: true,
    silenceInitializationMessage: true, ${options} });
  await init();
  ${work}
  await traceloop.withWorkflow({ name: 'onboarding' }, () =>
    traceloop.withTask({ name: 'greet' }, async () => 'hello'));
  await traceloop.forceFlush();
  await flush();
`;
const names = [...spanNames, 'greet.task', 'onboarding.workflow'].sort();

integration(
  { group: 'beside', name: '@traceloop/node-server-sdk', version: versionOf('@traceloop/node-server-sdk') },
  (sees) => {
    let said = '';
    sees('spans', async () => {
      said = (await both.run(program('processor: observatorySpanProcessor(),'))).stderr;
      expectAllAtHub(both, names);
      expect(namesOf(both.theirs.spans)).toEqual(names);
      const workflow = both.hub.spans.find(({ name }) => name === 'onboarding.workflow');
      expect(workflow?.attributes['traceloop.span.kind']).toBe('workflow');
    });

    sees('events', () => expectEventsAtHub(both));

    sees('content only when asked', () => expectNoContent(both));

    sees('executions at the hub', async () => {
      await both.run(program('processor: observatorySpanProcessor(),'), {
        OTEL_EXPORTER_OTLP_ENDPOINT: hub.url,
      });
      await eventually(async () => {
        const { executions } = await get<Schemas['ExecutionList']>(hub, '/api/v1/executions');
        expect(executions.map(({ name, kind, status }) => [name, kind, status]).sort()).toEqual([
          ['onboarding', 'workflow', 'completed'],
          ['triage', 'agent', 'completed'],
        ]);
      });
    });

    sees('says what to add', async () => {
      expect(said).toContain('beside Traceloop');
      expect(said).not.toContain('To add it');
      const { stderr } = await both.run(program(''));
      expect(both.hub.spans).toEqual([]);
      expect(stderr).toContain('spans: traceloop.initialize({ processor: observatorySpanProcessor() })');
    });
  },
);
