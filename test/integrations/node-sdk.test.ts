import { expect } from 'vitest';
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

for (const [below, spans, logs] of [
  ['newest', 'sdk-trace', 'sdk-logs'],
  ['.', 'sdk-trace-base', 'sdk-logs'],
] as const) {
  const subject = {
    group: 'beside',
    name: '@opentelemetry/sdk-node',
    version: versionOf('@opentelemetry/sdk-node', below),
  } as const;
  const program = `
    import { NodeSDK } from '@opentelemetry/sdk-node';
    import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
    import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
    import { BatchSpanProcessor } from '@opentelemetry/${spans}';
    import { BatchLogRecordProcessor } from '@opentelemetry/${logs}';
    ${imports}
    const batch = (exporter) => ${below === 'newest' ? 'new BatchSpanProcessor({ exporter })' : 'new BatchSpanProcessor(exporter)'};
    const sdk = new NodeSDK({
      spanProcessors: [batch(new OTLPTraceExporter({ url: process.env.THEIRS + '/v1/traces' })), PROCESSOR],
      logRecordProcessors: [
        new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: process.env.THEIRS + '/v1/logs' }) }),
        LOGS
      ],
    });
    sdk.start();
    await init();
    ${work}
    await sdk.shutdown();
  `;
  const withBoth = program
    .replace('PROCESSOR', 'observatorySpanProcessor()')
    .replace('LOGS', 'observatoryLogProcessor()');

  integration(subject, (sees) => {
    let said = '';
    sees('spans', async () => {
      said = (await both.run(withBoth)).stderr;
      expectAllAtHub(both);
      expect(namesOf(both.theirs.spans)).toEqual(spanNames);
    });

    sees('events', () => {
      expectEventsAtHub(both);
      expect(both.theirs.events()).toHaveLength(4);
    });

    // It makes a logger provider even where it is given nothing for one.
    sees('events: with a span processor alone they go where NodeSDK sends', async () => {
      const spansAlone = withBoth
        .replace(/logRecordProcessors: \[[^\]]*\],/, '')
        .replace('init()', 'init({ endpoint: process.env.OBSERVED })');
      await both.run(spansAlone, {
        OTEL_EXPORTER_OTLP_ENDPOINT: both.theirs.url,
        OBSERVED: both.hub.url,
      });
      expectAllAtHub(both);
      expect([both.hub.events().length, both.theirs.events().length]).toEqual([0, 4]);
    });

    sees('content only when asked', () => expectNoContent(both));

    sees('says what to add', async () => {
      expect(said).toContain("beside OpenTelemetry's SDK, whose tracer, meter, logger provider it uses");
      expect(said).not.toContain('To add it');
      const { stderr } = await both.run(program.replace(', PROCESSOR', '').replace('LOGS', ''));
      expect(both.hub.spans).toEqual([]);
      expect(namesOf(both.theirs.spans)).toEqual(spanNames);
      expect(stderr).toContain('spans: new NodeSDK({ spanProcessors: [..., observatorySpanProcessor()] })');
      expect(stderr).toContain(
        'events: new NodeSDK({ logRecordProcessors: [..., observatoryLogProcessor()] })',
      );
    });
  });
}
