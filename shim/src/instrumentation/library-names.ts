/**
 * What the shim instruments, in the order of its line at the start: as OpenTelemetry's own instrumentation has it
 * in variables, or as the package is called. Configuration needs the names alone.
 */
export const libraryNames = [
  'http',
  'undici',
  'express',
  'fastify',
  'hono',
  'nestjs-core',
  'grpc',
  'ws',
  'pg',
  'mysql2',
  'mongodb',
  'redis',
  'ioredis',
  'bullmq',
  'kafkajs',
  'amqplib',
  'sqlite',
  'better-sqlite3',
] as const;

export type LibraryName = (typeof libraryNames)[number];
