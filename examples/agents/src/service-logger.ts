import { createLogger, type Logger } from '@observatory/shim';

/**
 * The logger of one of the fleet's services. Elsewhere `createLogger(service)` is all; here the lines go out
 * over OTLP alone, since stdout belongs to the fleet's one line per run.
 */
export function serviceLogger(service: string): Logger {
  return createLogger(service, { destination: { write() {} }, level: 'debug' });
}
