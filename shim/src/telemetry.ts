import { type Meter, metrics, type Tracer, trace } from '@opentelemetry/api';
import { currentConfig } from './config/current-config.ts';
import type { ShimConfig } from './config/shim-config.ts';
import { init } from './setup/init.ts';

/** OpenTelemetry under the names of VX5. */
export const telemetry = {
  /** Sets telemetry up from the environment; twice is once. */
  initialize(): Promise<void> {
    return init();
  },
  createTracer(name: string, version?: string): Tracer {
    return trace.getTracer(name, version);
  },
  /** Call it after `initialize`: instruments of a meter made before stay silent. */
  createMeter(name: string, version?: string): Meter {
    return metrics.getMeter(name, version);
  },
  /** The configuration in force. */
  getConfig(): ShimConfig {
    return currentConfig();
  },
};
