/** The telemetry hook of the Vercel AI SDK (`ai`). */

export {
  type ObservatoryIntegration,
  type ObservatoryTelemetry,
  type ObservatoryTelemetryOptions,
  observatoryTelemetry,
} from './observatory-telemetry.ts';
