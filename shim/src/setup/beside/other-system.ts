import { type ProxyTracerProvider, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { guarded } from '../guard.ts';

/** Who registered the tracer provider that the shim found, and how the Observatory's processors are added there. */
export interface OtherSystem {
  readonly name: string;
  /** What to do for spans; a line of code, or a sentence. */
  readonly spans: string;
  /** What to do for log records and events; null where it sends them to the address of the variables by itself. */
  readonly logs: string | null;
  /** What the provider says of the service, where it can be seen. */
  readonly resource: Resource | undefined;
}

/** What providers look like from outside; none of it is promised, so anything may be missing. */
interface Insides {
  readonly resource?: Resource;
  readonly _resource?: Resource;
  /** Of SDK 1.x. */
  readonly activeSpanProcessor?: Processor;
  readonly _activeSpanProcessor?: Processor;
}
interface Processor {
  readonly _spanProcessors?: readonly Processor[];
  readonly onStart?: unknown;
}

const sdkLogs = 'new NodeSDK({ logRecordProcessors: [..., observatoryLogProcessor()] })';

/** Tells who registered the tracer provider by marks of their own; `OpenTelemetry` where there are none. */
export function otherSystem(): OtherSystem {
  return guarded('looking at the provider', look) ?? unknown(undefined);
}

function look(): OtherSystem {
  // Not by its class, of which each copy of the API has its own.
  const found: object & Partial<Pick<ProxyTracerProvider, 'getDelegate'>> = trace.getTracerProvider();
  const provider: object & Insides = found.getDelegate?.() ?? found;
  const resource = provider._resource ?? provider.resource;
  const active = provider._activeSpanProcessor ?? provider.activeSpanProcessor;
  const processors = active === undefined ? [] : (active._spanProcessors ?? [active]);
  const says = (name: string) => rawValue(resource, name);
  const isSentry = provider.constructor.name === 'SentryTracerProvider';
  if (isSentry && (sentryMajor() ?? 0) >= 11) {
    return {
      name: 'Sentry',
      spans:
        'its provider takes no span processor: leave enableOpenTelemetrySetup out of Sentry.init, and the shim sets up its own beside',
      logs: sdkLogs,
      resource,
    };
  }
  if (isSentry || says('service.namespace') === 'sentry') {
    return {
      name: 'Sentry',
      spans: 'Sentry.init({ openTelemetrySpanProcessors: [observatorySpanProcessor()] })',
      logs: sdkLogs,
      resource,
    };
  }
  if (says('vercel.runtime') !== undefined) {
    return {
      name: '@vercel/otel',
      spans: "registerOTel({ spanProcessors: ['auto', observatorySpanProcessor()] })",
      logs: 'registerOTel({ logRecordProcessors: [..., observatoryLogProcessor()] })',
      resource,
    };
  }
  if (processors.some(({ onStart }) => nameOf(onStart) === 'onSpanStart')) {
    return {
      name: 'Traceloop',
      spans: 'traceloop.initialize({ processor: observatorySpanProcessor() })',
      logs: null,
      resource,
    };
  }
  if (processors.some((processor) => processor.constructor.name === 'LangfuseSpanProcessor')) {
    return {
      name: 'Langfuse',
      spans: 'new NodeSDK({ spanProcessors: [new LangfuseSpanProcessor(), observatorySpanProcessor()] })',
      logs: sdkLogs,
      resource,
    };
  }
  return active === undefined
    ? unknown(resource)
    : {
        name: "OpenTelemetry's SDK",
        spans: 'new NodeSDK({ spanProcessors: [..., observatorySpanProcessor()] })',
        logs: sdkLogs,
        resource,
      };
}

function unknown(resource: Resource | undefined): OtherSystem {
  return {
    name: 'OpenTelemetry',
    spans: 'give its tracer provider observatorySpanProcessor()',
    logs: 'give its logger provider observatoryLogProcessor()',
    resource,
  };
}

function nameOf(value: unknown): string {
  return typeof value === 'function' ? value.name : '';
}

/** A value that is known already; reading all of them makes the SDK complain while detectors run. */
function rawValue(resource: Resource | undefined, name: string): unknown {
  const raw = resource?.getRawAttributes?.().find(([key]) => key === name);
  return raw === undefined && resource?.getRawAttributes === undefined
    ? resource?.attributes?.[name]
    : raw?.[1];
}

function sentryMajor(): number | undefined {
  const { __SENTRY__: carrier } = globalThis as { __SENTRY__?: { readonly version?: unknown } };
  return typeof carrier?.version === 'string' ? Number.parseInt(carrier.version, 10) : undefined;
}
