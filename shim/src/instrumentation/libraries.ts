import { amqplib } from './libraries/amqplib.ts';
import { betterSqlite3 } from './libraries/better-sqlite3.ts';
import { bullmq } from './libraries/bullmq.ts';
import { express } from './libraries/express.ts';
import { fastify } from './libraries/fastify.ts';
import { grpc } from './libraries/grpc.ts';
import { hono } from './libraries/hono.ts';
import { http } from './libraries/http.ts';
import { ioredis } from './libraries/ioredis.ts';
import { kafkajs } from './libraries/kafkajs.ts';
import { mongodb } from './libraries/mongodb.ts';
import { mysql2 } from './libraries/mysql2.ts';
import { nest } from './libraries/nest.ts';
import { pg } from './libraries/pg.ts';
import { redis } from './libraries/redis.ts';
import { sqlite } from './libraries/sqlite.ts';
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
  mysql2,
  mongodb,
  redis,
  ioredis,
  bullmq,
  kafkajs,
  amqplib,
  sqlite,
  betterSqlite3,
  // One a line.
];
