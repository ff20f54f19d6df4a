import { type Tracer, trace } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { init } from '../setup/init.ts';
import { isTracing } from '../setup/tracing-api.ts';
import { runInSpan } from './run-in-span.ts';
import { runPlain } from './run-plain.ts';
import { describeOperation, type OperationAttributes } from './trace-operation.ts';

/** What `TracingConfig` may be told. */
export interface TracingOptions {
  /** Name of the tracer, and of the service where this sets telemetry up; `OTEL_SERVICE_NAME` unless given. */
  readonly serviceName?: string | undefined;
  /** false: operations run without spans; true unless given. */
  readonly enableTracing?: boolean | undefined;
}

/** Tracing under the name of one service, which can be switched off for itself (AE3). */
export class TracingConfig {
  readonly serviceName: string;
  readonly enableTracing: boolean;

  constructor(options: TracingOptions = {}) {
    this.serviceName =
      typeof options?.serviceName === 'string' && options.serviceName !== ''
        ? options.serviceName
        : currentConfig().serviceName;
    this.enableTracing = options?.enableTracing !== false;
  }

  /** Sets telemetry up under this service's name, where nothing has done so; as `init`. Never rejects. */
  initialize(): Promise<void> {
    return init({ serviceName: this.serviceName });
  }

  /** An OpenTelemetry tracer of this name. */
  getTracer(): Tracer {
    return trace.getTracer(this.serviceName);
  }

  /** As the function `traceOperation`, with this tracer. */
  traceOperation<T>(
    name: string,
    attributes: OperationAttributes | undefined,
    fn: () => T | PromiseLike<T>,
  ): Promise<T> {
    if (!this.enableTracing || !isTracing()) return runPlain(fn);
    return runInSpan(this.getTracer(), name, fn, attributes, describeOperation);
  }
}
