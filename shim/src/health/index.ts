/** `@observatory/shim/health`: health, readiness, status and metrics of a service over HTTP. */
export type { Check, CheckOptions } from './check.ts';
export { createHealth, type Health, type HealthAnswer, type HealthOptions } from './create-health.ts';
export { expressHealth } from './express.ts';
export { fastifyHealth } from './fastify.ts';
export { honoHealth } from './hono.ts';
export { nodeHealth } from './node.ts';
