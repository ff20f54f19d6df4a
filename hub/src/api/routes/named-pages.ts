import type { Api } from '../context.ts';

/** Pages by the names that seed 002 gives them, and where the page has what they show. */
export const namedPages = {
  '/analytics-dashboard.html': '/analytics',
  '/mobile-dashboard.html': '/',
  '/index-enhanced.html': '/',
} as const;

/** EN4, EN6: leads from the pages that a described system names to those of the console. */
export function namedPageRoutes(app: Api): void {
  for (const [path, page] of Object.entries(namedPages))
    app.get(path, { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) =>
      reply.redirect(page),
    );
}
