import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import type { Question } from '../hub/use-hub-query.ts';
import { presets, readDuration } from './time-range.ts';

const MINUTE_MS = 60_000;
/** Charts whose last twelfth alone holds something say next to nothing. */
const NEARLY_EMPTY = 12;

/** How much of a range holds data. */
export interface YoungData {
  /** The smallest preset with all of it, in minutes; null where the range is not nearly empty. */
  readonly minutes: number | null;
  /** Whether the answer stays: data do not become younger. */
  readonly isFinal: boolean;
}

async function hasRuns(hub: Hub, signal: AbortSignal, to?: string): Promise<boolean> {
  const query = { limit: 1, ...(to === undefined ? {} : { to }) };
  // Each asks of another time: not for this device to keep.
  const { executions } = await dataOf(hub.fresh.api.GET('/api/v1/executions', { params: { query }, signal }));
  return executions.length > 0;
}

/** Which preset shows all that there is, where a range up to now is nearly empty; one request for a hub of some age. */
export const youngDataQuestion = (rangeMinutes: number): Question<YoungData> => ({
  key: ['young-data', rangeMinutes],
  ask: async (hub, signal) => {
    const hasOlder = (minutes: number) =>
      hasRuns(hub, signal, new Date(hub.clock.now() - minutes * MINUTE_MS).toISOString());
    if (await hasOlder(rangeMinutes / NEARLY_EMPTY)) return { minutes: null, isFinal: true };
    if (!(await hasRuns(hub, signal))) return { minutes: null, isFinal: false };
    for (const preset of presets) {
      const minutes = readDuration(preset) ?? rangeMinutes;
      if (minutes >= rangeMinutes) break;
      if (!(await hasOlder(minutes))) return { minutes, isFinal: false };
    }
    return { minutes: null, isFinal: false };
  },
});
