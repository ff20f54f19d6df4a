import { observeFastify } from '../../instrumentation/fastify-hooks.ts';
import { noteLibrary } from '../../instrumentation/state.ts';
import { guarded } from '../../setup/guard.ts';

/**
 * A plugin for an instance of Fastify that was made before the shim was there, or with the instrumentation switched
 * off: `await app.register(observatoryFastify)` before the routes. An instance is observed once.
 */
export const observatoryFastify: (instance: object, options: object, done: () => void) => void =
  Object.assign(
    (instance: object, _options: object, done: () => void) => {
      noteLibrary('fastify', 'instrumented');
      // A plugin that is not encapsulated gets a child whose hooks are the parent's.
      guarded('instrumentation of fastify', () => observeFastify(instance));
      done();
    },
    { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: 'observatory' },
  );
