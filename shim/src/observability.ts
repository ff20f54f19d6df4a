import { type Meter, type Tracer, trace } from '@opentelemetry/api';
import { currentConfig } from './config/current-config.ts';
import { createLogger } from './logger/create-logger.ts';
import type { Logger } from './logger/types.ts';
import { lateMeter } from './metrics/late-meter.ts';

const loggers = new Map<string, Logger>();

/**
 * Tracer, meter and logger under the names of OR2; each takes the service's name unless told another. They
 * may be made before `init`, and work from then on.
 */
export const observability = {
  /** An OpenTelemetry tracer of this name. */
  getTracer(name: string = currentConfig().serviceName): Tracer {
    return trace.getTracer(name);
  },
  /** A meter whose instruments may be made before `init`. */
  getMeter(name: string = currentConfig().serviceName): Meter {
    return lateMeter(name);
  },
  /** The logger of this service, the same each time. */
  getLogger(service: string = currentConfig().serviceName): Logger {
    const known = loggers.get(service) ?? createLogger(service);
    loggers.set(service, known);
    return known;
  },
};
