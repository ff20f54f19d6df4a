import { type Span, SpanKind, trace } from '@opentelemetry/api';
import { withExtractedContext } from '../../context/carrier.ts';
import { Attr, platformMetrics } from '../../conventions/index.ts';
import { hasRoute, nameRoute } from '../../instrumentation/http-route.ts';
import { inSpan, recordError } from '../../instrumentation/in-span.ts';
import { noteLibrary } from '../../instrumentation/state.ts';
import { countMetric, observeMetric } from '../../metrics/record.ts';
import { guarded } from '../../setup/guard.ts';

/** As much of Hono's context as is used. */
interface HonoContext {
  readonly req: {
    readonly method: string;
    readonly routePath?: string;
    readonly raw: { readonly headers: Headers };
  };
  readonly res: { readonly status: number };
  readonly error?: unknown;
}

/**
 * Middleware for Hono where nothing can instrument it by itself (bundles, Bun, Deno): `app.use(observatoryHono())`
 * before all else. Requests are named by their route, and errors are on their span. Where `node:http` is not what
 * serves, it makes the span and the metrics of the request too.
 */
export function observatoryHono(): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  noteLibrary('hono', 'instrumented');
  return async (context, next) => {
    if (hasRoute() === undefined) return serve(context, next);
    await next();
    guarded('naming a request', () => {
      const route = routeOf(context);
      if (route !== undefined) nameRoute(route);
      noteError(context, trace.getActiveSpan());
    });
  };
}

function serve(context: HonoContext, next: () => Promise<void>): Promise<void> {
  const { method, raw } = context.req;
  const start = performance.now();
  const attributes = { [Attr.httpRequestMethod]: method };
  const served = async () => {
    await next();
    guarded('naming a request', () => {
      const route = routeOf(context);
      const { status } = context.res;
      const span = trace.getActiveSpan();
      span?.setAttribute(Attr.httpResponseStatusCode, status);
      if (route !== undefined) span?.setAttribute(Attr.httpRoute, route).updateName(`${method} ${route}`);
      noteError(context, span);
      const labels = { method, route: route ?? 'unmatched', status: String(status) };
      countMetric(platformMetrics.httpRequests, 1, labels);
      observeMetric(platformMetrics.httpRequestDuration, (performance.now() - start) / 1000, labels);
    });
  };
  return withExtractedContext(Object.fromEntries(raw.headers), () =>
    inSpan({ name: method, kind: SpanKind.SERVER, attributes }, served),
  );
}

/** The route that answered is the last one that ran; that of middleware for everything is none. */
function routeOf({ req: { routePath } }: HonoContext): string | undefined {
  return routePath === undefined || routePath === '*' || routePath === '/*' ? undefined : routePath;
}

function noteError({ error }: HonoContext, span: Span | undefined): void {
  if (error !== undefined && span !== undefined) recordError(span, error);
}
