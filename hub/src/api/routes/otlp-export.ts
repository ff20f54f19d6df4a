import type { Api, HubContext } from '../context.ts';

/** EN9: what is stored, as OTLP in JSON. */
export function otlpExportRoutes(_app: Api, _context: HubContext): void {}
