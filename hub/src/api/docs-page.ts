import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';

/** /api/docs as a page of this hub: no bar of its maker, and no ids of operations where a phone has no room for them. */
export const docsPage: FastifySwaggerUiOptions = {
  routePrefix: '/api/docs',
  // Its scripts, styles and pictures are of this hub alone; what it asks is, too.
  staticCSP:
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  uiHooks: {
    onRequest: (request, reply, done) => {
      const [path = '', query] = request.url.split('?', 2);
      // The page finds its document by its own address, to which it adds: a query there would stand in between.
      if (query !== undefined && /^\/api\/docs\/?$/.test(path)) void reply.redirect(path);
      else done();
    },
  },
  uiConfig: { docExpansion: 'list', deepLinking: true, displayOperationId: true },
  theme: {
    title: 'Observatory hub: its routes',
    css: [
      {
        filename: 'hub.css',
        content:
          '.swagger-ui .topbar { display: none } @media (max-width: 640px) { .swagger-ui .opblock .opblock-summary .opblock-summary-operation-id { display: none } }',
      },
    ],
  },
};
