import type { EventEmitter } from 'node:events';
import type { Library } from '../library.ts';
import { patchMethod, prototypeOf } from '../patch-method.ts';
import { countSent, receive } from '../web-socket-messages.ts';

/** The messages of `ws`, received and sent; what a frame holds is not changed. */
export const ws: Library = {
  name: 'ws',
  packages: ['ws'],
  patched: ['lib/websocket.js'],
  fingerprint: 'WebSocket was closed before the connection was established',
  make: () => ({
    patch(exports) {
      const prototype = prototypeOf(exports, 'WebSocket');
      patchMethod(prototype, 'send', (send) => {
        return function (...args) {
          const result = send.apply(this, args);
          countSent(this);
          return result;
        };
      });
      if (!isEmitter(prototype) || Object.hasOwn(prototype, 'emit')) return;
      // It is inherited: the class gets one of its own, for all other events the same.
      const { emit } = prototype;
      prototype.emit = function (event: string | symbol, ...args: unknown[]) {
        const pass = () => emit.call(this, event, ...args);
        return event === 'message' ? receive(this, args, pass) : pass();
      };
    },
  }),
};

const isEmitter = (value: unknown): value is EventEmitter =>
  typeof value === 'object' && value !== null && typeof (value as Partial<EventEmitter>).emit === 'function';
