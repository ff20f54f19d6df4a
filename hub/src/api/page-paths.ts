import type { IncomingMessage } from 'node:http';

/** Paths of the page that its router knows; `*` is one part. Some are routes of the API, too. */
const pagePaths: readonly string[] = [
  '/',
  '/executions',
  '/executions/*',
  '/compare',
  '/agents',
  '/agents/*',
  '/workflows',
  '/workflows/*',
  '/analytics',
  '/cost',
  '/evaluations',
  '/map',
  '/timeline',
  '/errors',
  '/errors/*',
  '/events',
  '/alerts',
  '/alerts/*',
  '/alerts/rules/*',
  '/query',
  '/boards',
  '/boards/*',
  '/admin',
  '/admin/*',
  '/sessions/*',
  '/users/*',
];

const pageOf = new RegExp(
  `^(?:${pagePaths.map((path) => path.replaceAll('*', '[^/?]+')).join('|')})/?(?:\\?|$)`,
);

/** Whether a browser asks for a page rather than for data: `/events` is both. */
export function asksForPage({
  method,
  headers,
  url = '',
}: Pick<IncomingMessage, 'method' | 'headers' | 'url'>): boolean {
  return method === 'GET' && String(headers.accept ?? '').includes('text/html') && pageOf.test(url);
}

/** What the page may do in a browser: nothing inline, nothing from elsewhere; `'self'` has the hub's WebSockets, too. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');
