import { context } from '@opentelemetry/api';
import { nameRoute } from '../../instrumentation/http-route.ts';
import { noteLibrary } from '../../instrumentation/state.ts';
import { guarded } from '../../setup/guard.ts';

interface Request {
  readonly baseUrl?: string;
  readonly route?: { readonly path?: unknown };
}
interface Response {
  prependOnceListener(event: 'finish', listener: () => void): unknown;
}

/**
 * Middleware for Express where nothing can instrument it by itself, as in a bundle: `app.use(observatoryExpress())`
 * before all else names requests by their route, in spans and metrics.
 */
export function observatoryExpress(): (request: Request, response: Response, next: () => void) => void {
  noteLibrary('express', 'instrumented');
  return (request, response, next) => {
    guarded('instrumentation of express', () => {
      const named = context.bind(context.active(), () => {
        const path = request.route?.path;
        if (typeof path === 'string') nameRoute(`${request.baseUrl ?? ''}${path}`);
      });
      response.prependOnceListener('finish', named);
    });
    next();
  };
}
