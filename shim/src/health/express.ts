import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Health } from './create-health.ts';
import { nodeHealth } from './node.ts';

/** A middleware for `app.use(expressHealth(health))`, of Express and of all that takes its middlewares. */
export function expressHealth(
  health: Health,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => nodeHealth(health, () => next())(request, response);
}
