import type { Api, HubContext } from '../context.ts';

/** EN5 and the predictions of IA8: anomalies and forecasts. */
export function predictionRoutes(_app: Api, _context: HubContext): void {}
