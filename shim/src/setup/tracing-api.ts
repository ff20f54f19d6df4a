import { ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { SCOPE_NAME, SHIM_VERSION } from '../version.ts';
import { logsListened } from './logs-api.ts';
import { processWide } from './process-wide.ts';

interface State {
  tracer: Tracer | undefined;
  listening: boolean;
}
const state = processWide('tracing', (): State => ({ tracer: undefined, listening: false }));

/** The tracer of all spans that the shim starts. */
export function shimTracer(): Tracer {
  state.tracer ??= trace.getTracer(SCOPE_NAME, SHIM_VERSION);
  return state.tracer;
}

/** Whether a tracer provider is registered, the shim's own or the application's. */
export function hasTracerProvider(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(SCOPE_NAME) !== undefined;
}

/** Whether anyone would see a span or an event. Found once, a listener is taken to stay. */
export function isListening(): boolean {
  state.listening ||= hasTracerProvider() || logsListened();
  return state.listening;
}

/** Whether spans are recorded: switched on, and with a listener. */
export function isTracing(): boolean {
  return currentConfig().signals.traces && isListening();
}

/** For `init` and `shutdown`, which change who listens. */
export function forgetTracer(): void {
  state.tracer = undefined;
  state.listening = false;
}
