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

/** It sends to the address of the variables, so that `init` is told the Observatory's. */
const program = (options: string) => `
  import { registerOTel } from '@vercel/otel';
  ${imports}
  registerOTel({ ${options} });
  await init({ endpoint: process.env.HUB });
  ${work}
  await trace.getTracerProvider().getDelegate().forceFlush();
  await flush();
`;

for (const below of ['.', 'vercel-previous']) {
  const subject = {
    group: 'beside',
    name: '@vercel/otel',
    version: versionOf('@vercel/otel', below),
  } as const;
  integration(subject, (sees) => {
    const run = (options: string) =>
      both.run(
        program(options),
        { OTEL_EXPORTER_OTLP_ENDPOINT: both.theirs.url, HUB: both.hub.url, OTEL_SERVICE_NAME: '' },
        below,
      );
    let said = '';

    sees('spans', async () => {
      said = (await run("serviceName: 'support', spanProcessors: ['auto', observatorySpanProcessor()]"))
        .stderr;
      expectAllAtHub(both);
      expect(namesOf(both.theirs.spans)).toEqual(spanNames);
    });

    sees('events', () => expectEventsAtHub(both));

    sees('content only when asked', () => expectNoContent(both));

    sees('says what to add', async () => {
      expect(said).toContain('beside @vercel/otel, whose tracer provider it uses');
      expect(said).not.toContain('To add it');
      const { stderr } = await run("serviceName: 'support'");
      expect(both.hub.spans).toEqual([]);
      expect(namesOf(both.theirs.spans)).toEqual(spanNames);
      expect(stderr).toContain(
        "spans: registerOTel({ spanProcessors: ['auto', observatorySpanProcessor()] })",
      );
    });
  });
}
