import type { Signal } from '../../config/shim-config.ts';
import { hasProcessor } from './beside.ts';
import type { OtherSystem } from './other-system.ts';

const page = 'docs/beside-others.md';
const what = { traces: 'spans', metrics: 'metrics', logs: 'log records and events' } as const;

/**
 * What a user has to know where the application has providers of its own: for each signal that goes only there, how
 * it reaches the Observatory too. Null where nothing is missing.
 */
export function adviceFor(system: OtherSystem, foreign: readonly Signal[]): string | null {
  const ways: Record<Signal, string | null> = { traces: system.spans, metrics: null, logs: system.logs };
  const lines = foreign.flatMap((signal) =>
    ways[signal] === null || hasProcessor(signal) ? [] : [`${what[signal]}: ${ways[signal]}`],
  );
  if (lines.length === 0) return null;
  return `what goes to the providers of ${system.name} reaches the Observatory only where they send it there. To add it: ${lines.join('; ')} (${page})`;
}

/** For an application that registers after the shim; OpenTelemetry's API keeps the first. */
export const TOO_LATE = `an OpenTelemetry SDK (Sentry, @vercel/otel, NodeSDK …) was started after the shim and gets nothing, since the first one stays. Start it before the shim: call init() after it, or node --import ./its-file.mjs --import @observatory/shim/register (${page})`;
