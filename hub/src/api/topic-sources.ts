import type { TopicSource } from '../live/topic.ts';
import type { HubContext } from './context.ts';
import { executionDetail } from './execution-detail.ts';
import type { HealthOptions } from './routes/health.ts';
import { systemHealth } from './system-health.ts';

/** Of the range that is free for applications (RFC 6455, 7.4.2); the last digits say 404. */
const NOT_FOUND = 4404;
const HEALTH_MINUTES = 60;

/** An answer that many watch: under which name, and where it comes from. */
export interface NamedSource {
  readonly name: string;
  readonly source: TopicSource;
}

/** The answer of getFleetHealth. */
export function healthSource(
  context: HubContext,
  options: HealthOptions,
  project: string,
  onError: (error: unknown) => void,
): NamedSource {
  return {
    name: `metrics ${project}`,
    source: {
      find: () => systemHealth(context, options, project, HEALTH_MINUTES),
      listen: (changed) =>
        context.liveExecutions.listen((live) => {
          if (live === 'missed' || live.project === project) changed();
        }),
      gone: { code: NOT_FOUND, reason: 'OBS_NOT_FOUND' },
      onError,
    },
  };
}

/** The answer of getExecution. */
export function executionSource(
  context: HubContext,
  project: string,
  id: string,
  onError: (error: unknown) => void,
): NamedSource {
  const isId = /^[0-9a-f]{48}$/.test(id);
  return {
    name: `execution ${project} ${id}`,
    source: {
      find: async () => (isId ? executionDetail(context, project, id) : null),
      listen: (changed) =>
        context.liveExecutions.listen((live) => {
          if (live === 'missed' || (live.project === project && sameTrace(live.id, id))) changed();
        }),
      gone: {
        code: NOT_FOUND,
        reason: `OBS_EXECUTION_NOT_FOUND: no execution has the id ${id.slice(0, 64)}`,
      },
      onError,
    },
  };
}

/** An execution's detail holds what its whole trace does. */
const sameTrace = (one: string, other: string) => one.slice(0, 32) === other.slice(0, 32);
