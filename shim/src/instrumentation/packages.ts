import { createRequire } from 'node:module';

/**
 * OpenTelemetry's instrumentations, each loaded when it is called for. Tracers of files (Next.js, `@vercel/nft`) find
 * them as they are written here: named in full, and loaded by one constant that `createRequire` gave.
 */
export function instrumentationPackages() {
  const load = createRequire(import.meta.url);
  return {
    amqplib: (): typeof import('@opentelemetry/instrumentation-amqplib') =>
      load('@opentelemetry/instrumentation-amqplib'),
    express: (): typeof import('@opentelemetry/instrumentation-express') =>
      load('@opentelemetry/instrumentation-express'),
    grpc: (): typeof import('@opentelemetry/instrumentation-grpc') =>
      load('@opentelemetry/instrumentation-grpc'),
    http: (): typeof import('@opentelemetry/instrumentation-http') =>
      load('@opentelemetry/instrumentation-http'),
    ioredis: (): typeof import('@opentelemetry/instrumentation-ioredis') =>
      load('@opentelemetry/instrumentation-ioredis'),
    kafkajs: (): typeof import('@opentelemetry/instrumentation-kafkajs') =>
      load('@opentelemetry/instrumentation-kafkajs'),
    mongodb: (): typeof import('@opentelemetry/instrumentation-mongodb') =>
      load('@opentelemetry/instrumentation-mongodb'),
    mysql2: (): typeof import('@opentelemetry/instrumentation-mysql2') =>
      load('@opentelemetry/instrumentation-mysql2'),
    pg: (): typeof import('@opentelemetry/instrumentation-pg') => load('@opentelemetry/instrumentation-pg'),
    redis: (): typeof import('@opentelemetry/instrumentation-redis') =>
      load('@opentelemetry/instrumentation-redis'),
    undici: (): typeof import('@opentelemetry/instrumentation-undici') =>
      load('@opentelemetry/instrumentation-undici'),
  };
}
