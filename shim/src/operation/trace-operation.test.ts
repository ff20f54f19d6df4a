import { context } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { traceOperation } from './trace-operation.ts';
import { TracingConfig } from './tracing-config.ts';

const receiver = useRecording();
async function spans() {
  await flush();
  return receiver().spans;
}

describe('traceOperation', () => {
  it('runs fn in a span with the attributes, and gives its result', async () => {
    expect(
      await traceOperation('my_operation', { operation_id: '123', size: 3, ok: true, tags: ['a'] }, () => 7),
    ).toBe(7);
    const span = only(await spans());
    expect(span.name).toBe('my_operation');
    expect(span.attributes).toEqual({ operation_id: '123', size: 3, ok: true, tags: ['a'] });
  });

  it('nests, and belongs to the execution around', async () => {
    const id = await agentTracking.trackExecution('coder', 'code', async (execution) => {
      await traceOperation('outer', undefined, () => traceOperation('inner', {}, async () => 1));
      return execution.id;
    });
    const [inner, outer] = (await spans()).filter(({ name }) => name === 'inner' || name === 'outer');
    expect(inner?.parentSpanId).toBe(outer?.spanId);
    expect(inner?.attributes['observatory.execution.id']).toBe(id);
  });

  it("records fn's error and throws it on unchanged, thrown at once or later", async () => {
    const error = new TypeError('no');
    const failing = () => {
      throw error;
    };
    await expect(traceOperation('sync', {}, failing)).rejects.toBe(error);
    await expect(traceOperation('async', {}, () => Promise.reject(error))).rejects.toBe(error);
    for (const span of await spans()) {
      expect(span.statusCode).toBe(2);
      expect(span.attributes['error.type']).toBe('TypeError');
    }
  });

  it('sends the short names of a family under their standard ones too', async () => {
    await traceOperation('file.write', { path: '/tmp/a', size: 3 }, () => 1);
    await traceOperation('registry.update', { registry: 'agents', key: 'coder' }, () => 1);
    await traceOperation('transaction.commit', { system: 'postgresql', table: 'jobs' }, () => 1);
    await traceOperation('knowledge.search', { source: 'handbook', documents: 4 }, () => 1);
    const [file, registry, transaction, knowledge] = (await spans()).map(({ attributes }) => attributes);
    expect(file).toEqual({
      path: '/tmp/a',
      size: 3,
      'file.path': '/tmp/a',
      'file.size': 3,
      'observatory.operation.family': 'file',
    });
    expect(registry).toMatchObject({
      'observatory.operation.family': 'registry',
      'observatory.registry.name': 'agents',
      'observatory.registry.key': 'coder',
    });
    expect(transaction).toMatchObject({ 'db.system.name': 'postgresql', 'db.collection.name': 'jobs' });
    expect(knowledge).toMatchObject({
      'gen_ai.data_source.id': 'handbook',
      'observatory.knowledge.documents': 4,
    });
  });

  it('has no family by the name of something that every object has', async () => {
    await traceOperation('constructor.call', { path: 'p' }, () => 1);
    expect(only(await spans()).attributes).toEqual({ path: 'p' });
  });

  it('hides what is named like a secret, and keeps short names beside standard attributes', async () => {
    await traceOperation('login', { userId: 'anna', password: 'hunter22', nested: { apiKey: 'k' } }, () => 1);
    expect(only(await spans()).attributes).toEqual({
      userId: 'anna',
      'user.id': 'anna',
      password: '[redacted]',
      nested: '{"apiKey":"[redacted]"}',
    });
  });

  it('runs fn once and never fails of itself, whatever it is given', async () => {
    const junk = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('keys');
        },
      },
    );
    await fc.assert(
      fc.asyncProperty(junk, fc.oneof(junk, fc.constant(hostile)), async (name, attributes) => {
        let runs = 0;
        await traceOperation(name as string, attributes as never, () => {
          runs += 1;
        });
        await new TracingConfig(attributes as never).traceOperation(
          Symbol('s') as never,
          attributes as never,
          () => {
            runs += 1;
          },
        );
        expect(runs).toBe(2);
      }),
    );
  });
});

describe('TracingConfig', () => {
  it("traces under its service's name", async () => {
    const tracing = new TracingConfig({ serviceName: 'my-aet-service' });
    await tracing.traceOperation('cycle', { n: 1 }, () => 1);
    const span = only(await spans());
    expect([span.scope, span.name, span.attributes]).toEqual(['my-aet-service', 'cycle', { n: 1 }]);
  });

  it('runs fn without a span where it is switched off', async () => {
    const tracing = new TracingConfig({ enableTracing: false });
    const around = context.active();
    expect(await tracing.traceOperation('cycle', {}, () => context.active() === around)).toBe(true);
    expect(tracing.serviceName).toBe('test-service');
    expect(await spans()).toEqual([]);
  });

  it('sets telemetry up under its name where nothing has done so', async () => {
    const program = `
      import { TracingConfig } from '@observatory/shim';
      const tracing = new TracingConfig({ serviceName: 'my-aet-service' });
      await tracing.traceOperation('before', {}, () => 1);
      await tracing.initialize();
      await tracing.traceOperation('after', {}, () => 1);
    `;
    await runService(program, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver().url } });
    const span = only(receiver().spans);
    expect([span.resource['service.name'], span.name]).toEqual(['my-aet-service', 'after']);
  });
});

it('runs fn, and passes its error on, where there is no SDK', async () => {
  const program = `
    import { traceOperation } from '@observatory/shim';
    console.log(await traceOperation('file.read', { path: 'p' }, async () => 'read'));
    await traceOperation('file.read', {}, () => { throw new Error('gone'); }).catch((e) => console.log(e.message));
  `;
  expect((await runService(program)).stdout).toBe('read\ngone\n');
});
