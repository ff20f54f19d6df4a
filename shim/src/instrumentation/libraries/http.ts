import { type Library, untraced } from '../library.ts';
import { isOwnConnection } from '../own-connections.ts';

export const http: Library = {
  name: 'http',
  builtins: ['node:http', 'node:https'],
  make: (load) => {
    const { HttpInstrumentation } = load(
      '@opentelemetry/instrumentation-http',
    ) as typeof import('@opentelemetry/instrumentation-http');
    return new HttpInstrumentation({
      ignoreIncomingRequestHook: ({ socket }) => isOwnConnection(socket),
      ignoreOutgoingRequestHook: untraced(load),
    });
  },
};
