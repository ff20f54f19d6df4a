import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService, type ServiceOptions } from '../testing/run-service.ts';

const [SERVER, CLIENT] = [2, 3];

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => receiver.clear());

/** Runs a program with the instrumentation on, sending to the receiver. */
function run(program: string, options: ServiceOptions = {}) {
  const env = {
    OBSERVATORY_INSTRUMENT: 'on',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'shop',
    ...options.env,
  };
  return runService(program, { ...options, env });
}

/** An Express service that asks itself these paths, one after the other, and ends. */
const shop = (...paths: string[]) => `
  const app = express();
  app.get('/users/:id', (request, response) => response.json({ id: request.params.id }));
  app.get('/fail', () => { throw new Error('no stock'); });
  const server = app.listen(0, '127.0.0.1', async () => {
    const base = 'http://127.0.0.1:' + server.address().port;
    for (const path of ${JSON.stringify(paths)}) await (await fetch(base + path)).text();
    server.close();
    server.closeAllConnections();
  });
`;
const importExpress = `import express from 'express';`;
const requireExpress = `const express = require('express');`;
const preload = ['--import', '@observatory/shim/register'];

const spanNamed = (name: string) => only(receiver.spans.filter((span) => span.name === name));
const parentOf = (span: ReceivedSpan) => receiver.spans.find(({ spanId }) => spanId === span.parentSpanId);
/** Labels of a metric's points, and how often each was recorded. */
const recorded = (name: string) =>
  receiver.points
    .filter((point) => point.name === name)
    .map(({ attributes, count, kind, value }) => ({
      ...attributes,
      times: kind === 'counter' ? value : count,
    }));

describe('an Express service', () => {
  it.each<[string, string, ServiceOptions]>([
    ['node --import, ES module', importExpress, { nodeArguments: preload }],
    ['node --import, CommonJS', requireExpress, { nodeArguments: preload, type: 'commonjs' }],
    ['import as its first line', `import '@observatory/shim/register'; ${importExpress}`, {}],
    [
      'require as its first line',
      `require('@observatory/shim/register'); ${requireExpress}`,
      { type: 'commonjs' },
    ],
    [
      'node --require',
      requireExpress,
      { nodeArguments: ['--require', '@observatory/shim/register'], type: 'commonjs' },
    ],
    [
      'init before it is imported',
      `import { init } from '@observatory/shim'; await init(); const { default: express } = await import('express');`,
      {},
    ],
  ])('is seen from its caller to its handler: %s', async (_way, start, options) => {
    const { stderr } = await run(start + shop('/users/7'), options);
    expect(stderr).toContain('; instrumented: http, undici, express');
    expect(stderr).not.toContain('loaded before the shim');
    const server = spanNamed('GET /users/:id');
    expect(server).toMatchObject({
      kind: SERVER,
      attributes: { 'http.route': '/users/:id', 'http.response.status_code': 200, 'url.path': '/users/7' },
      resource: { 'service.name': 'shop' },
    });
    expect(parentOf(server)).toMatchObject({ name: 'GET', kind: CLIENT });
    const handler = only(receiver.spans.filter(({ name }) => name.startsWith('request handler')));
    expect(handler.parentSpanId).toBe(server.spanId);
    expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
  });
});

describe('what comes before the first wait', () => {
  it('is recorded too, where the shim is required', async () => {
    await run(
      `require('@observatory/shim/register');
       require('@observatory/shim').agentTracking.trackExecution('early', 'bird', () => 1);`,
      { type: 'commonjs' },
    );
    expect(only(receiver.spans).name).toBe('invoke_agent early');
  });
});

describe('a library that was loaded before the shim', () => {
  const late = `import express from 'express'; import { init } from '@observatory/shim'; await init();`;

  it('is named once', async () => {
    const { stderr } = await run(`${late} await init(); ${shop('/users/7')}`);
    expect(stderr.match(/ was loaded before the shim/g)).toHaveLength(1);
    expect(stderr).toContain('[observatory] express was loaded before the shim');
  });

  it('is instrumented from then on', async () => {
    await run(late + shop('/users/7'));
    expect(
      parentOf(only(receiver.spans.filter(({ name }) => name.startsWith('request handler'))))?.name,
    ).toBe('GET /users/:id');
  });
});

describe('node:http', () => {
  const echo = `
    import { createServer, request } from 'node:http';
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      request({ port, host: '127.0.0.1', path: '/a?token=secret', method: process.env.METHOD }, (response) => {
        response.resume().on('end', () => server.close());
      }).end();
    });
  `;

  it('is seen as client and server', async () => {
    await run(echo, { nodeArguments: preload });
    const server = only(receiver.spans.filter(({ kind }) => kind === SERVER));
    expect(parentOf(server)).toMatchObject({ kind: CLIENT, attributes: { 'url.full': expect.any(String) } });
  });

  it('is seen where it was imported before `init`', async () => {
    await run(
      `import { init } from '@observatory/shim'; ${echo.replace('const server', 'await init(); const server')}`,
    );
    expect(receiver.spans.map(({ kind }) => kind).sort()).toEqual([SERVER, CLIENT]);
  });

  it('has no made-up methods and no paths as labels', async () => {
    await run(echo, { nodeArguments: preload, env: { METHOD: 'PURGE' } });
    expect(recorded('http_requests_total')).toEqual([
      { method: '_OTHER', route: 'unmatched', status: '200', times: 1 },
    ]);
  });
});

describe('metrics of requests', () => {
  const paths = ['/users/7', '/users/8', '/fail', '/nowhere/9'];
  const expected = [
    { method: 'GET', route: '/users/:id', status: '200', times: 2 },
    { method: 'GET', route: '/fail', status: '500', times: 1 },
    { method: 'GET', route: 'unmatched', status: '404', times: 1 },
  ];

  it("count each request by its route's pattern", async () => {
    await run(importExpress + shop(...paths), { nodeArguments: preload });
    expect(recorded('http_requests_total')).toEqual(expected);
    expect(recorded('http_request_duration_seconds')).toEqual(expected);
  });

  it('count requests whose spans are not kept, or not made', async () => {
    for (const env of [{ OTEL_SAMPLING_RATIO: '0' }, { AET_TRACING_ENABLED: 'false' }]) {
      receiver.clear();
      await run(importExpress + shop(...paths), { nodeArguments: preload, env });
      expect(receiver.spans).toEqual([]);
      expect(recorded('http_requests_total')).toEqual(expected);
    }
  });
});

describe("the shim's own traffic", () => {
  it('is neither traced nor measured', async () => {
    const port = await freePort();
    await run(
      `import { flush } from '@observatory/shim';
       import { get } from 'node:http';
       await new Promise((resolve) => get('http://127.0.0.1:${port}/metrics', (scrape) => scrape.resume().on('end', resolve)));
       await flush();`,
      { nodeArguments: preload, env: { PROMETHEUS_PORT: String(port) } },
    );
    // The caller of the scrape is the service; who answers it is the shim.
    expect(receiver.spans.map(({ kind }) => kind)).toEqual([CLIENT]);
    expect(recorded('http_requests_total')).toEqual([]);
    expect(recorded('http.client.request.duration')).toMatchObject([{ 'server.port': port, times: 1 }]);
  });
});

describe('an agent that works for a request', () => {
  it('stands below the handler, and its calls carry its execution and the context', async () => {
    await run(
      `import express from 'express';
       import { agentTracking, withContext } from '@observatory/shim';
       const app = express();
       app.get('/ask', (_, response) => withContext({ userId: 'u1' }, async () => {
         response.json(await agentTracking.trackExecution('triage', 'answer', async () => {
           return await (await fetch(base() + '/stock')).json();
         }));
       }));
       app.get('/stock', (_, response) => response.json(3));
       const base = () => 'http://127.0.0.1:' + server.address().port;
       const server = app.listen(0, '127.0.0.1', async () => {
         await (await fetch(base() + '/ask')).text();
         server.close();
         server.closeAllConnections();
       });`,
      { nodeArguments: preload, env: { OTEL_SAMPLING_RATIO: '1' } },
    );
    const agent = spanNamed('invoke_agent triage');
    expect(parentOf(agent)?.name).toMatch(/^request handler/);
    const call = only(receiver.spans.filter(({ parentSpanId }) => parentSpanId === agent.spanId));
    expect(call).toMatchObject({
      kind: CLIENT,
      attributes: { 'observatory.execution.id': agent.traceId + agent.spanId, 'user.id': 'u1' },
    });
    expect(parentOf(spanNamed('GET /stock'))?.spanId).toBe(call.spanId);
  });
});

it('requests to the health helper of node:http have their path as route, in the span and in the metric', async () => {
  await run(
    `import { createServer } from 'node:http';
     import { createHealth, nodeHealth } from '@observatory/shim/health';
     import { flush } from '@observatory/shim';
     const server = createServer(nodeHealth(createHealth())).listen(0, '127.0.0.1', async () => {
       const base = 'http://127.0.0.1:' + server.address().port;
       for (const path of ['/health', '/other']) await (await fetch(base + path)).text();
       await flush();
       server.close();
       server.closeAllConnections();
     });`,
    { nodeArguments: preload },
  );
  expect(spanNamed('GET /health').attributes['http.route']).toBe('/health');
  const counted = receiver.points.filter(({ name }) => name === 'http_requests_total');
  expect(counted.map(({ attributes }) => attributes.route).sort()).toEqual(['/health', 'unmatched']);
});

describe('the switches', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ OBSERVATORY_INSTRUMENT: 'off' }, []],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http' }, ['http']],
    [
      {
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici,express,pg',
        OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici, pg,express',
      },
      ['http'],
    ],
    [
      { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' },
      ['express'],
    ],
  ])('%o leave %o', async (env, left) => {
    const { stderr } = await run(importExpress + shop('/users/7'), { nodeArguments: preload, env });
    const [, names = ''] = / instrumented: ([^;\n]*)/.exec(stderr) ?? [];
    expect(names.split(', ').filter(Boolean)).toEqual(left);
    expect(receiver.spans.map(({ kind }) => kind)).toEqual(left.includes('http') ? [SERVER] : []);
  });

  it('name what they do not know, and go on', async () => {
    const { stderr } = await run(importExpress + shop('/users/7'), {
      nodeArguments: preload,
      env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,fs' },
    });
    expect(stderr).toMatch(
      /OTEL_NODE_ENABLED_INSTRUMENTATIONS: fs is not one of http, undici, express, [\w, -]+, and is ignored/,
    );
    expect(stderr).not.toContain('nothing is instrumented');
    expect(receiver.spans.map(({ kind }) => kind)).toEqual([SERVER]);
  });

  it('that know none of the names say that nothing is instrumented', async () => {
    const { stderr } = await run(importExpress + shop('/users/7'), {
      nodeArguments: preload,
      env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'mysql' },
    });
    expect(stderr).toContain(
      'OTEL_NODE_ENABLED_INSTRUMENTATIONS names none of them: nothing is instrumented',
    );
    expect(receiver.spans).toEqual([]);
  });

  it('are an option of `init` as well', async () => {
    const { stderr } = await run(
      `import { init } from '@observatory/shim'; await init({ instrument: false }); await fetch(process.env.OTEL_EXPORTER_OTLP_ENDPOINT);`,
    );
    expect(stderr).not.toContain('instrumented');
    expect(receiver.spans).toEqual([]);
  });
});

describe('after a shutdown', () => {
  it('instrumented libraries are seen by the next `init`', async () => {
    await run(
      `import { flush, init, shutdown } from '@observatory/shim';
       for (const turn of ['first', 'second']) {
         await init();
         await (await fetch(process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/' + turn)).text();
         await shutdown();
       }`,
    );
    expect(receiver.spans.map(({ attributes }) => attributes['url.path'])).toEqual(['/first', '/second']);
  });
});

describe("an application with OpenTelemetry's SDK of its own", () => {
  it('is not instrumented a second time', async () => {
    const { stdout, stderr } = await run(`
      import { trace } from '@opentelemetry/api';
      import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
      import { init } from '@observatory/shim';
      const exporter = new InMemorySpanExporter();
      trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
      await init();
      await fetch(process.env.OTEL_EXPORTER_OTLP_ENDPOINT);
      console.log(exporter.getFinishedSpans().length);
    `);
    expect(stdout.trim()).toBe('0');
    expect(stderr).not.toContain('instrumented');
  });
});
