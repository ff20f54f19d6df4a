import { trace } from '@opentelemetry/api';
import { Attr } from '../../conventions/index.ts';
import { inSpan } from '../in-span.ts';
import type { Library } from '../library.ts';
import { patchMethod, prototypeOf } from '../patch-method.ts';

/** Express and Fastify below it name the request; what it adds is the controller's method, and its errors. */
export const nest: Library = {
  name: 'nestjs-core',
  packages: ['@nestjs/core'],
  patched: ['router/router-execution-context.js'],
  make: () => ({
    patch(exports) {
      patchMethod(prototypeOf(exports, 'RouterExecutionContext'), 'create', (create) => {
        return function (controller, method, ...rest) {
          const handle = create.call(this, controller, method, ...rest);
          if (typeof handle !== 'function') return handle;
          const name = `${nameOf((controller as object | null)?.constructor)}.${nameOf(method)}`;
          const start = { name, attributes: { [Attr.codeFunctionName]: name } };
          return (...request: unknown[]) =>
            trace.getActiveSpan() === undefined
              ? handle(...request)
              : inSpan(start, () => handle(...request));
        };
      });
    },
  }),
};

const nameOf = (value: unknown) => (typeof value === 'function' && value.name) || 'anonymous';
