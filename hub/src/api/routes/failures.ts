import type { Api, HubContext } from '../context.ts';

/** IA8: failures by cause, stuck and abandoned runs; IA7: resources and their trends. */
export function failureRoutes(_app: Api, _context: HubContext): void {}
