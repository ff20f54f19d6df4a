import type { Health } from './create-health.ts';
import { healthRoutes } from './paths.ts';

/** As much of Hono as is used. */
interface HonoApp {
  get(path: string, handler: () => Promise<Response>): unknown;
}

/** Adds the four paths to a Hono application; `app.route('/internal', inner)` puts one elsewhere. */
export function honoHealth(app: HonoApp, health: Health): void {
  for (const [path, name] of healthRoutes) {
    app.get(path, async () => {
      const { status, headers, body } = await health[name]();
      return new Response(body, { status, headers });
    });
  }
}
