import { describe, expect, it } from 'vitest';
import { startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

const none = { OTEL_EXPORTER: 'none' };

describe('importing the shim', () => {
  it('loads no SDK', async () => {
    const { stdout } = await runService(`
      import '@observatory/shim';
      import { createRequire } from 'node:module';
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(loaded.filter((path) => /@opentelemetry.(sdk|otlp|exporter)/.test(path)).length, loaded.length > 0);
    `);
    expect(stdout.trim()).toBe('0 true');
  });
});

describe('init', () => {
  it('sets up once, and says so in one line', async () => {
    const { stderr } = await runService(
      `import { init, telemetry } from '@observatory/shim';
       await Promise.all([init(), init(), telemetry.initialize()]);`,
      { env: { ...none, OTEL_SERVICE_NAME: 'shop' } },
    );
    expect(only(stderr.trim().split('\n'))).toBe('[observatory] shop: traces, metrics, logs to nowhere');
  });

  it('names the version of a service in that line, and none where none was given', async () => {
    const { stderr } = await runService(`import { init } from '@observatory/shim'; await init();`, {
      env: { ...none, OTEL_SERVICE_NAME: 'shop', OTEL_SERVICE_VERSION: '2.1.0' },
    });
    expect(stderr).toContain('[observatory] shop 2.1.0: ');
  });

  it('names each bad value once and goes on with the default', async () => {
    const { code, stderr } = await runService(
      `import { createLogger, init } from '@observatory/shim';
       createLogger('a').info('x');
       await init();`,
      { env: { ...none, LOG_LEVEL: 'loud', OTEL_SAMPLING_RATIO: '7' } },
    );
    expect(code).toBe(0);
    expect(stderr.match(/LOG_LEVEL="loud" is not one of/g)).toHaveLength(1);
    expect(stderr.match(/OTEL_SAMPLING_RATIO="7" is not a number from 0 to 1/g)).toHaveLength(1);
  });

  it("uses the application's own tracer provider, and sets up what it has none for", async () => {
    const { stdout, stderr } = await runService(`
      import { context, metrics, trace } from '@opentelemetry/api';
      import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
      import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
      import { agentTracking, init } from '@observatory/shim';
      const exporter = new InMemorySpanExporter();
      const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
      trace.setGlobalTracerProvider(provider);
      context.setGlobalContextManager(new AsyncLocalStorageContextManager());
      await init();
      const id = await agentTracking.trackExecution('coder', 'generate', ({ id }) =>
        agentTracking.trackTool({ name: 'sql' }, () => id));
      const [tool, execution] = exporter.getFinishedSpans();
      console.log(JSON.stringify({
        names: [tool.name, execution.name],
        sameId: tool.attributes['observatory.execution.id'] === id,
        below: tool.parentSpanContext.spanId === execution.spanContext().spanId,
        meter: metrics.getMeterProvider().constructor.name,
      }));
    `);
    expect(JSON.parse(stdout)).toEqual({
      names: ['execute_tool sql', 'invoke_agent coder'],
      sameId: true,
      below: true,
      meter: 'MeterProvider',
    });
    expect(stderr).toContain("beside OpenTelemetry's SDK, whose tracer provider it uses");
    expect(stderr).toContain('spans: new NodeSDK({ spanProcessors: [..., observatorySpanProcessor()] })');
  });

  it('starts anew after a shutdown', async () => {
    const receiver = await startOtlpReceiver();
    const { code } = await runService(
      `import { agentTracking, createLogger, init, shutdown } from '@observatory/shim';
       const logger = createLogger('svc');
       for (const name of ['first', 'second']) {
         await init();
         await agentTracking.trackExecution(name, 'work', () => logger.recordMetric(name + '_total', 1));
         await shutdown();
         await agentTracking.trackExecution('between', 'work', () => logger.recordMetric('between_total', 1));
       }`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect(code).toBe(0);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['invoke_agent first', 'invoke_agent second']);
    expect(receiver.points.map(({ name }) => name)).toContain('second_total');
    await receiver.close();
  });

  it('stays on where it is called while two shutdowns are under way', async () => {
    const receiver = await startOtlpReceiver();
    const { code } = await runService(
      `import { agentTracking, init, shutdown } from '@observatory/shim';
       const track = (name) => agentTracking.trackExecution(name, 'work', () => 1);
       await init();
       await track('before');
       await Promise.all([shutdown(), init(), shutdown()]);
       await track('after');
       await shutdown();`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect(code).toBe(0);
    expect(receiver.spans.map(({ name }) => name)).toEqual(['invoke_agent before', 'invoke_agent after']);
    await receiver.close();
  });

  it('starts after a shutdown of telemetry that was switched off', async () => {
    const receiver = await startOtlpReceiver();
    await runService(
      `import { agentTracking, init, shutdown } from '@observatory/shim';
       await init({ env: { OTEL_ENABLED: 'false' } });
       await shutdown();
       await init();
       await agentTracking.trackExecution('coder', 'work', () => 1);`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect(only(receiver.spans).name).toBe('invoke_agent coder');
    await receiver.close();
  });

  it('keeps nothing alive', async () => {
    const { code } = await runService(
      `import { init } from '@observatory/shim';
       await init();`,
      { env: { ...none, PROMETHEUS_PORT: '0' } },
    );
    // What is kept alive is killed, and has no code.
    expect(code).toBe(0);
  });

  it('prints on the console where that is asked for', async () => {
    const { stdout } = await runService(
      `import { agentTracking, init } from '@observatory/shim';
       await init();
       await agentTracking.trackExecution('coder', 'generate', () => 1);`,
      { env: { OTEL_EXPORTER: 'console' } },
    );
    expect(stdout).toContain("'invoke_agent coder'");
    expect(stdout).toContain('observatory.execution_end');
  });
});

describe('register', () => {
  it('sets telemetry up before the service runs', async () => {
    const receiver = await startOtlpReceiver();
    const { stderr } = await runService(
      `import { agentTracking } from '@observatory/shim';
       await agentTracking.trackExecution('coder', 'generate', () => 1);`,
      {
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'shop', ENVIRONMENT: 'test' },
        nodeArguments: ['--import', '@observatory/shim/register'],
      },
    );
    expect(stderr).toContain('[observatory] shop: ');
    expect(only(receiver.spans).resource).toMatchObject({
      'service.name': 'shop',
      'deployment.environment.name': 'test',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    await receiver.close();
  });
});
