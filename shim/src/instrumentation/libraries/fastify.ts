import { subscribe } from 'node:diagnostics_channel';
import { guarded } from '../../setup/guard.ts';
import { observeFastify } from '../fastify-hooks.ts';
import type { Library } from '../library.ts';
import { noteLibrary } from '../state.ts';

/** Fastify 4 and newer publish each instance, bundled or not: nothing is patched. */
export const fastify: Library = {
  name: 'fastify',
  packages: ['fastify'],
  atOnce: true,
  make: () => {
    subscribe('fastify.initialization', (message) => {
      const { fastify: instance } = message as { fastify?: unknown };
      noteLibrary('fastify', 'instrumented');
      guarded('instrumentation of fastify', () => observeFastify(instance));
    });
    return {};
  },
};
