import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder whose packages are recorded: `newest` or `previous`. All are required from there, so that they can be patched. */
export const root = process.argv[2];
export const require = createRequire(join(root, 'package.json'));

/** A package that is published as ES modules alone. */
export function load(name) {
  const folder = join(root, 'node_modules', name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entry = exports['.'].import;
  return import(pathToFileURL(join(folder, entry.default ?? entry)).href);
}

const api = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} = require('@opentelemetry/sdk-trace-base');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { JsonTraceSerializer } = require('@opentelemetry/otlp-transformer');

const exporter = new InMemorySpanExporter();
let provider;

/** A tracer provider whose spans are printed; `processor` wraps the exporter as the recorded package's own does. */
export function start(processor = (to) => new SimpleSpanProcessor(to)) {
  provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'recorder' }),
    spanProcessors: [processor(exporter)],
  });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.trace.setGlobalTracerProvider(provider);
  return provider;
}

/** Registers an instrumentation with the provider. */
export function instrument(instrumentation) {
  instrumentation.setTracerProvider(provider);
  instrumentation.setMeterProvider(api.metrics.getMeterProvider());
  instrumentation.enable();
}

/** Runs something and prints its spans as the OTLP request that an exporter would send. */
export async function scenario(name, run) {
  exporter.reset();
  try {
    await run();
  } catch (error) {
    if (!/Rate limit/.test(error?.message ?? '')) process.stderr.write(`${name}: ${error?.stack}\n`);
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  await provider.forceFlush();
  const request = JSON.parse(
    Buffer.from(JsonTraceSerializer.serializeRequest(exporter.getFinishedSpans())).toString(),
  );
  process.stdout.write(`${JSON.stringify({ scenario: name, request })}\n`);
}

/** Runs something as the request that a server answers. */
export function inRequest(name, run) {
  return api.trace.getTracer('server').startActiveSpan(name, { kind: api.SpanKind.SERVER }, async (span) => {
    try {
      return await run();
    } finally {
      span.end();
    }
  });
}

/** The base URLs of the replay server. */
export const openaiUrl = `${process.env.REPLAY_URL}/v1`;
export const anthropicUrl = process.env.REPLAY_URL;
