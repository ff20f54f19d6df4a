import { hubMetrics } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import { HubError } from '../errors.ts';
import { counter, gauge } from '../metrics/instruments.ts';
import { isShed, type Load, nextPressure, noPressure, type ShedKind, shedKinds } from './pressure.ts';
import { measureTurns } from './turn-length.ts';

const LOOK_MS = 500;

export interface SheddingOptions {
  readonly registry: Registry;
  /** OBSERVATORY_LOAD_SHEDDING. */
  readonly isOn: boolean;
  readonly waitingReads: () => number;
  readonly waitingBytes: () => number;
  /** Told when more or fewer kinds are refused than before. */
  readonly onChange: (refused: readonly ShedKind[], load: Load) => void;
}

/** Refuses what can wait while the hub is under pressure: analyses and searches first, then other reads, telemetry last. */
export interface Shedding {
  /** Throws OBS_OVERLOADED for telemetry, OBS_BUSY for reads, where that kind is refused now. */
  check(kind: ShedKind): void;
  close(): void;
}

/**
 * Looks at the event loop, at the reads that wait for the database and at what waits to be stored, twice a second.
 * @fastify/under-pressure refuses all requests alike, gRPC none, and has one threshold and no memory of the last look.
 */
export function startShedding(options: SheddingOptions): Shedding {
  const { registry, isOn, waitingReads, waitingBytes, onChange } = options;
  let pressure = noPressure;
  const refused = counter(hubMetrics.shedRequests, registry);
  for (const kind of shedKinds) refused.inc({ kind }, 0);
  gauge(hubMetrics.shedLevel, registry, (instrument) => instrument.set(pressure.level));
  const turns = isOn ? measureTurns() : null;
  const look = () => {
    const load = {
      delayMs: turns?.read() ?? 0,
      waitingReads: waitingReads(),
      waitingBytes: waitingBytes(),
    };
    const before = pressure.level;
    pressure = nextPressure(pressure, load);
    if (pressure.level !== before) onChange(shedKinds.slice(0, pressure.level), load);
  };
  const timer = isOn ? setInterval(look, LOOK_MS) : undefined;
  return {
    check(kind) {
      if (!isShed(pressure, kind)) return;
      refused.inc({ kind });
      throw kind === 'ingest'
        ? new HubError('OBS_OVERLOADED', 'The hub has more to do than it can. Send the request again.')
        : new HubError('OBS_BUSY', 'The hub has no time for this now: telemetry goes first. Ask again soon.');
    },
    close() {
      clearInterval(timer);
      turns?.close();
    },
  };
}
