import { context, createContextKey } from '@opentelemetry/api';

/** Where the HTTP instrumentation looks for the route: the key of `RPCMetadata` in @opentelemetry/core. */
const rpcMetadata = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/** Says which route the request at hand has, so that its span and metrics have it; without instrumentation nothing. */
export function noteHttpRoute(route: string): void {
  const metadata = context.active().getValue(rpcMetadata);
  if (typeof metadata === 'object' && metadata !== null) Object.assign(metadata, { route });
}
