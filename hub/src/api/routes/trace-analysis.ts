import type { Api, HubContext } from '../context.ts';

/** IA8, IA11, EN11: critical path, flame data, comparison of two traces, bottlenecks, service map and timeline. */
export function traceAnalysisRoutes(_app: Api, _context: HubContext): void {}
