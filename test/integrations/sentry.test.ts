import { expect } from 'vitest';
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

/** A program with Sentry, whose client sends to the backend. */
const program = (alias: string, options: string) => `
  import * as Sentry from '${alias}';
  ${imports}
  Sentry.init({ dsn: process.env.BACKEND.replace('//', '//key@') + '/1', ${options} });
  await init();
  await Sentry.startSpan({ name: 'of Sentry', op: 'task' }, async () => {
    ${work}
    await fetch(process.env.BACKEND + '/called');
  });
  await flush();
  await Sentry.flush();
  Sentry.captureException(new Error('broken'));
  await Sentry.flush();
`;

/** All that Sentry was sent. */
const envelopes = () =>
  both.backend.requests
    .filter(({ path }) => path.includes('/envelope/'))
    .map(({ body }) => body)
    .join('\n');

/** How often Sentry was sent a span of this name. */
const timesSent = (name: string) => envelopes().split(`"name":"${name}"`).length - 1;

integration({ group: 'beside', name: '@sentry/node', version: versionOf('@sentry/node') }, (sees) => {
  let said = '';
  sees('spans', async () => {
    said = (
      await both.run(
        program(
          '@sentry/node',
          `tracesSampleRate: 1, integrations: [Sentry.httpIntegration({
             ignoreOutgoingRequests: (url) => url.startsWith(process.env.OTEL_EXPORTER_OTLP_ENDPOINT) })]`,
        ),
      )
    ).stderr;
    expectAllAtHub(both);
    expect(timesSent('of Sentry')).toBe(1);
    expect(envelopes()).toContain('"value":"broken"');
    // Neither what is sent to the hub (in breadcrumbs), nor spans of the shim.
    expect(envelopes()).not.toContain('/v1/traces"');
    expect(envelopes()).not.toContain('invoke_agent');
  });

  sees('events', () => expectEventsAtHub(both));

  sees('content only when asked', () => expectNoContent(both));

  sees('spans: those of Sentry have no requests of the shim', async () => {
    await both.run(program('@sentry/node', 'tracesSampleRate: 1'));
    expect(timesSent('GET 127.0.0.1')).toBe(1);
    expect(timesSent('POST 127.0.0.1')).toBe(0);
  });

  sees('spans: those of the shim have no uploads of Sentry', async () => {
    await both.run(
      `${program('@sentry/node', 'tracesSampleRate: 1')}
       // As others that speak to Sentry do: by fetch.
       await fetch(process.env.BACKEND + '/api/1/envelope/?sentry_version=7&sentry_key=key', { method: 'POST' });
       await flush();`,
      { OBSERVATORY_INSTRUMENT: 'http,undici' },
    );
    expect(timesSent('of Sentry')).toBe(1);
    expectAllAtHub(both, [...spanNames, 'GET']);
    expect(JSON.stringify(both.hub.spans)).not.toContain('sentry_key');
  });

  sees('says what to add', async () => {
    expect(said).not.toContain('To add it');
    const { stderr } = await both.run(
      program('@sentry/node', 'tracesSampleRate: 1, enableOpenTelemetrySetup: true'),
    );
    expect(stderr).toContain(
      'spans: its provider takes no span processor: leave enableOpenTelemetrySetup out',
    );
    expect(timesSent('invoke_agent triage')).toBe(1);
    expectEventsAtHub(both);
  });
});

integration({ group: 'beside', name: '@sentry/node', version: versionOf('sentry-previous') }, (sees) => {
  const withProcessor = 'openTelemetrySpanProcessors: [observatorySpanProcessor()]';
  let said = '';
  sees('spans', async () => {
    said = (await both.run(program('sentry-previous', `tracesSampleRate: 1, ${withProcessor}`))).stderr;
    const names = [...spanNames, 'GET', 'of Sentry'];
    expectAllAtHub(both, names);
    for (const name of spanNames) expect(envelopes().split(`"description":"${name}"`)).toHaveLength(2);
    expect(envelopes()).toContain('"value":"broken"');
    expect(envelopes()).not.toContain('/v1/traces"');
    const called = both.backend.requests.find(({ path }) => path === '/called');
    expect(called?.headers['sentry-trace']).toContain(both.hub.spans[0]?.traceId);
  });

  sees('events', () => expectEventsAtHub(both));

  sees('content only when asked', () => expectNoContent(both));

  sees('events: where Sentry samples no span', async () => {
    await both.run(program('sentry-previous', `tracesSampleRate: 0, ${withProcessor}`));
    expect(both.hub.spans).toEqual([]);
    expectEventsAtHub(both);
  });

  sees('says what to add', async () => {
    expect(said).toContain('beside Sentry, whose tracer provider it uses');
    expect(said).not.toContain('To add it');
    const { stderr } = await both.run(program('sentry-previous', 'tracesSampleRate: 1'));
    expect(stderr).toContain(
      'spans: Sentry.init({ openTelemetrySpanProcessors: [observatorySpanProcessor()] })',
    );
  });
});
