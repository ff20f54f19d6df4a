import { observeHonoRoute } from '../hono-handler.ts';
import type { Library } from '../library.ts';
import { patchMethod, prototypeOf } from '../patch-method.ts';

const routers = {
  'smart-router': 'SmartRouter',
  'reg-exp-router': 'RegExpRouter',
  'trie-router': 'TrieRouter',
  'linear-router': 'LinearRouter',
  'pattern-router': 'PatternRouter',
};

/**
 * Hono keeps its methods to itself, and replaces nothing of what it exports; but each handler goes through the
 * `add(method, path, [handler, route])` of a router.
 */
export const hono: Library = {
  name: 'hono',
  packages: ['hono'],
  patched: Object.keys(routers).flatMap((router) => [
    `dist/router/${router}/router.js`,
    `dist/cjs/router/${router}/router.js`,
  ]),
  fingerprint: 'Context is not finalized. Did you forget to return a Response object',
  make: () => ({
    patch(exports) {
      for (const router of Object.values(routers)) {
        patchMethod(prototypeOf(exports, router), 'add', (add) => {
          return function (method, path, handler, ...rest) {
            return add.call(this, method, path, observeHonoRoute(method, path, handler), ...rest);
          };
        });
      }
    },
  }),
};
