import { type Library, untraced } from '../library.ts';
import { isOwnConnection } from '../own-connections.ts';
import { instrumentationPackages } from '../packages.ts';

export const http: Library = {
  name: 'http',
  builtins: ['node:http', 'node:https'],
  make: (load) => {
    const { HttpInstrumentation } = instrumentationPackages().http();
    return new HttpInstrumentation({
      ignoreIncomingRequestHook: ({ socket }) => isOwnConnection(socket),
      ignoreOutgoingRequestHook: untraced(load),
    });
  },
};
