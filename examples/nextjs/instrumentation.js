import { registerTelemetry } from 'ai';

/** Next.js calls this once, before the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  await import('@observatory/shim/register');
  const { observatoryTelemetry } = await import('@observatory/shim/ai-sdk');
  registerTelemetry(observatoryTelemetry());
}
