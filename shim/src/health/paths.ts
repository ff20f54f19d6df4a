import type { Health, HealthAnswer } from './create-health.ts';

/** The path of each answer, below wherever a server puts them. */
export const healthPaths = {
  '/health': 'health',
  '/ready': 'ready',
  '/status': 'status',
  '/metrics': 'metrics',
} as const satisfies Record<string, keyof Health>;

/** The path with what it answers. */
export const healthRoutes = Object.entries(healthPaths) as [
  string,
  (typeof healthPaths)[keyof typeof healthPaths],
][];

/** The answer to a request for one of these paths; undefined for any other path. */
export function answerTo(health: Health, method: string, path: string): Promise<HealthAnswer> | undefined {
  const name = Object.hasOwn(healthPaths, path) ? healthPaths[path as keyof typeof healthPaths] : undefined;
  if (name === undefined) return undefined;
  if (method === 'GET' || method === 'HEAD') return health[name]();
  return Promise.resolve({ status: 405, headers: { allow: 'GET, HEAD' }, body: '' });
}
