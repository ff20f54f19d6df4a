import { createRequire } from 'node:module';
import { context } from '@opentelemetry/api';
import { guarded } from '../setup/guard.ts';

type Core = typeof import('@opentelemetry/core');
let core: Core | undefined;

/** The request of HTTP that is served in this context, as the instrumentation of `node:http` sees it. */
function servedRequest() {
  core ??= createRequire(import.meta.url)('@opentelemetry/core') as Core;
  const found = core.getRPCMetadata(context.active());
  return found?.type === core.RPCType.HTTP ? found : undefined;
}

/** Names the request at hand by the pattern of its route; false where none is seen. */
export function nameRoute(route: string): boolean {
  const request = guarded('naming a request', servedRequest);
  if (request === undefined) return false;
  request.route = route;
  return true;
}

/** Whether the request at hand has a route, or undefined where none is seen. */
export function hasRoute(): boolean | undefined {
  const request = guarded('naming a request', servedRequest);
  return request && request.route !== undefined;
}
