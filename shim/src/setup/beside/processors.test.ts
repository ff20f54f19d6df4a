import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { beforeEach, describe, expect, it } from 'vitest';
import { observatoryLogProcessor, observatorySpanProcessor } from '../../index.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../testing/otlp-receiver.ts';
import { only } from '../../testing/recording.ts';
import { runService } from '../../testing/run-service.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  return () => receiver.close();
});

/** An application with a tracer provider of its own, which keeps its spans in `exporter`. */
const ownProvider = `
  import { context, metrics, trace } from '@opentelemetry/api';
  import { logs } from '@opentelemetry/api-logs';
  import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
  import { resourceFromAttributes } from '@opentelemetry/resources';
  import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
  import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
  import { agentTracking, createLogger, flush, init, observatoryLogProcessor, observatorySpanProcessor,
    withContext } from '@observatory/shim';
  const exporter = new InMemorySpanExporter();
  const start = (resource = {}, ...processors) => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    const provider = new BasicTracerProvider({
      resource: resource.attributes === undefined ? resourceFromAttributes(resource) : resource,
      spanProcessors: [...processors, new SimpleSpanProcessor(exporter)],
    });
    trace.setGlobalTracerProvider(provider);
    return provider;
  };
  const answer = () => agentTracking.trackExecution('coder', 'answer', () =>
    trace.getTracer('db').startActiveSpan('query', (span) => span.end()));
`;

const run = (program: string, env: Record<string, string> = {}) =>
  runService(`${ownProvider}${program}`, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env } });

describe('the span processor', () => {
  it('fits the types of the SDK', () => {
    const processors: [SpanProcessor, LogRecordProcessor] = [
      observatorySpanProcessor(),
      observatoryLogProcessor(),
    ];
    expect(processors).toHaveLength(2);
  });

  it('sends each span once, with the execution around it, and leaves those of others as they are', async () => {
    const { stdout } = await run(`
      start({}, observatorySpanProcessor());
      await init();
      await answer();
      console.log(JSON.stringify(exporter.getFinishedSpans().map(({ name }) => name)));
    `);
    expect(JSON.parse(stdout)).toEqual(['query', 'invoke_agent coder']);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['query', 'invoke_agent coder']);
    const [query, execution] = receiver.spans;
    expect(query?.parentSpanId).toBe(execution?.spanId);
    expect(query?.attributes['observatory.execution.id']).toBe(
      execution?.attributes['observatory.execution.id'],
    );
    expect(query?.scope).toBe('db');
  });

  it('brings events though the application has no logger provider, of the same service and instance', async () => {
    const { stderr } = await run(
      "start({ 'service.name': 'support', 'service.version': '7.1.0', 'k8s.pod.name': 'p-1' }, observatorySpanProcessor()); await init(); await answer();",
    );
    expect(receiver.events().map(({ eventName }) => eventName)).toEqual([
      'observatory.execution_start',
      'observatory.execution_end',
    ]);
    const resources = [...receiver.spans, ...receiver.events()].map(({ resource }) => [
      resource['service.name'],
      resource['service.version'],
      resource['k8s.pod.name'],
      resource['service.instance.id'],
    ]);
    expect(new Set(resources.map((one) => one.join())).size).toBe(1);
    expect(resources[0]).toEqual(['support', '7.1.0', 'p-1', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(stderr).toContain('[observatory] support 7.1.0: ');
  });

  it('takes the name of the service from the settings of the shim where there is one', async () => {
    await run(
      "start({ 'service.name': 'theirs' }, observatorySpanProcessor()); await init(); await answer();",
      {
        OTEL_SERVICE_NAME: 'ours',
      },
    );
    expect(receiver.spans[0]?.resource['service.name']).toBe('ours');
  });

  it('waits for what the detectors of the application find out', async () => {
    const { stderr } = await run(`
      const { defaultResource } = await import('@opentelemetry/resources');
      const late = new Promise((resolve) => setTimeout(() => resolve('zone-a'), 300));
      start(defaultResource().merge(resourceFromAttributes({ 'service.name': 'support', 'cloud.zone': late })),
        observatorySpanProcessor());
      await init();
      await answer();
    `);
    expect(receiver.spans[0]?.resource['cloud.zone']).toBe('zone-a');
    expect(receiver.spans[0]?.resource['service.name']).toBe('support');
    expect(stderr).toContain('[observatory] support: ');
    expect(stderr).not.toContain('async attributes');
  });

  it('makes pseudonyms of user ids for the Observatory alone', async () => {
    const { stdout } = await run(
      `start({}, observatorySpanProcessor());
       await init();
       trace.getTracer('web').startSpan('request', { attributes: { 'user.id': 'ada' } }).end();
       console.log(exporter.getFinishedSpans()[0].attributes['user.id']);`,
      { OBSERVATORY_PSEUDONYM_KEY: 'a key that is long enough' },
    );
    expect(stdout.trim()).toBe('ada');
    expect(only(receiver.spans).attributes['user.id']).toMatch(/^u_[\w-]{22}$/);
  });

  it('leaves out the content that others put on spans, for the Observatory alone, unless it is asked for', async () => {
    const program = `
      start({}, observatorySpanProcessor());
      await init();
      const span = trace.getTracer('someone').startSpan('chat', { attributes: { 'gen_ai.prompt.0.content': 'said', 'gen_ai.request.model': 'm' } });
      span.addEvent('gen_ai.content.prompt', { 'gen_ai.prompt': 'said' });
      span.end();
      console.log(exporter.getFinishedSpans()[0].attributes['gen_ai.prompt.0.content']);`;
    expect((await run(program)).stdout.trim()).toBe('said');
    const { attributes, events } = only(receiver.spans);
    expect(attributes['gen_ai.request.model']).toBe('m');
    expect(JSON.stringify([attributes, events])).not.toContain('said');
    receiver.clear();
    await run(program, { OTEL_AGENT_INCLUDE_IO: 'true' });
    expect(only(receiver.spans).attributes['gen_ai.prompt.0.content']).toBe('said');
  });

  it('sends a span once though two of it are added', async () => {
    await run(
      'start({}, observatorySpanProcessor(), observatorySpanProcessor()); await init(); await answer();',
    );
    expect(receiver.spans).toHaveLength(2);
  });

  it('sends nothing that was not sampled', async () => {
    await run(`
      const { AlwaysOffSampler } = await import('@opentelemetry/sdk-trace-base');
      trace.setGlobalTracerProvider(new BasicTracerProvider({
        sampler: new AlwaysOffSampler(), spanProcessors: [observatorySpanProcessor()],
      }));
      await init();
      await answer();
    `);
    expect(receiver.spans).toEqual([]);
  });

  it('sends where init says, which is called after it is made', async () => {
    await run(
      `start({}, observatorySpanProcessor()); await init({ endpoint: ${JSON.stringify(receiver.url)} }); await answer();`,
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    );
    expect(receiver.spans).toHaveLength(2);
  });

  it('sends what waits when the provider ends, without init too', async () => {
    await run(
      'const provider = start({}, observatorySpanProcessor()); await answer(); await provider.shutdown(); process.exit();',
    );
    expect(receiver.spans).toHaveLength(2);
  });

  it('sends what waits when an uncaught exception ends the process', async () => {
    const { code } = await run(
      'start({}, observatorySpanProcessor()); await init(); await answer(); throw new Error("gone");',
    );
    expect(code).toBe(1);
    expect(receiver.spans).toHaveLength(2);
  });

  it('lets the service go on where nobody takes what it sends', async () => {
    const { code, stderr } = await run(
      "start({}, observatorySpanProcessor()); await init(); await answer(); console.log('done');",
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    );
    expect(code).toBe(0);
    expect(stderr).toContain('did not take');
  });
});

describe('the log record processor', () => {
  it('sends log records and events of the application once', async () => {
    const { stdout } = await run(`
      const kept = new InMemoryLogRecordExporter();
      logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [
        new SimpleLogRecordProcessor({ exporter: kept }), observatoryLogProcessor() ] }));
      start({}, observatorySpanProcessor());
      await init();
      await answer();
      logs.getLogger('app').emit({ body: 'of the application' });
      console.log(kept.getFinishedLogRecords().length);
    `);
    expect(stdout.trim()).toBe('3');
    expect(receiver.logs.map(({ eventName, body }) => eventName || body)).toEqual([
      'observatory.execution_start',
      'observatory.execution_end',
      'of the application',
    ]);
  });
});

describe('init beside a provider of others', () => {
  it('says once how spans reach the Observatory, and nothing where they do', async () => {
    const without = await run('start(); await init(); await init();');
    expect(without.stderr.match(/To add it: spans: /g)).toHaveLength(1);
    const withProcessor = await run('start({}, observatorySpanProcessor()); await init();');
    expect(withProcessor.stderr).toContain("beside OpenTelemetry's SDK, whose tracer provider it uses");
    expect(withProcessor.stderr).not.toContain('To add it');
  });

  it('says that a provider which is registered after the shim gets nothing', async () => {
    const { stderr } = await run('await init(); start(); await answer();');
    expect(stderr.match(/was started after the shim and gets nothing/g)).toHaveLength(1);
    expect(stderr).toContain('--import ./its-file.mjs --import @observatory/shim/register');
  });

  it('leaves the providers of the application in place at a shutdown', async () => {
    const { stdout } = await run(`
      const { shutdown } = await import('@observatory/shim');
      start({}, observatorySpanProcessor());
      await init();
      await shutdown();
      await answer();
      console.log(exporter.getFinishedSpans().length);
    `);
    expect(stdout.trim()).toBe('2');
  });
});
