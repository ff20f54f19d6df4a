import { express } from './libraries/express.ts';
import { fastify } from './libraries/fastify.ts';
import { grpc } from './libraries/grpc.ts';
import { hono } from './libraries/hono.ts';
import { http } from './libraries/http.ts';
import { nest } from './libraries/nest.ts';
import { pg } from './libraries/pg.ts';
import { undici } from './libraries/undici.ts';
import { ws } from './libraries/ws.ts';
import type { Library } from './library.ts';

/** Every library that the shim instruments, in the order of `libraryNames`. */
export const libraries: readonly Library[] = [
  http,
  undici,
  express,
  fastify,
  hono,
  nest,
  grpc,
  ws,
  pg,
  // One a line.
];
