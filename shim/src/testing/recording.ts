import { afterAll, beforeAll, beforeEach } from 'vitest';
import { flush, init, shutdown } from '../setup/init.ts';
import type { InitOptions } from '../setup/init-options.ts';
import { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';

/**
 * Sets the shim up as a service does, sending to a real receiver, for the tests of one file. The receiver
 * is empty before each test.
 */
export function useRecording(
  env: Record<string, string> = {},
  options: InitOptions = {},
): () => OtlpReceiver {
  let receiver: OtlpReceiver | undefined;
  const current = () => {
    if (receiver === undefined) throw new Error('the receiver is not there yet');
    return receiver;
  };
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    await init({
      serviceName: 'test-service',
      scrapePort: false,
      handleProcessEnd: false,
      instrument: false,
      ...options,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    });
  });
  beforeEach(async () => {
    await flush();
    current().clear();
  });
  afterAll(async () => {
    await shutdown();
    await receiver?.close();
  });
  return current;
}

/** The one thing of a list. */
export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (list.length !== 1 || first === undefined) throw new Error(`expected one thing, got ${list.length}`);
  return first;
}
