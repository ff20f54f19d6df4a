import { type Meter, type Tracer, trace } from '@opentelemetry/api';
import { currentConfig } from './config/current-config.ts';
import type { ShimConfig } from './config/shim-config.ts';
import { lateMeter } from './metrics/late-meter.ts';
import { init } from './setup/init.ts';

/** OpenTelemetry under the names of VX5. Tracers and meters may be made before `initialize`. */
export const telemetry = {
  /** Sets telemetry up from the environment; twice is once. */
  initialize(): Promise<void> {
    return init();
  },
  /** An OpenTelemetry tracer of this name. */
  createTracer(name: string, version?: string): Tracer {
    return trace.getTracer(name, version);
  },
  /** A meter whose instruments may be made before `initialize`. */
  createMeter(name: string, version?: string): Meter {
    return lateMeter(name, version);
  },
  /** The configuration in force. */
  getConfig(): ShimConfig {
    return currentConfig();
  },
};
