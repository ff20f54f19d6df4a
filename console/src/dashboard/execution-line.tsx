import type { Execution } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { Duration } from '../parts/duration.tsx';
import { Icon } from '../parts/icon.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { texts } from '../texts/common.ts';

/** One execution in a line: how it stands, its name, what it did or why it failed, when and how long. */
export function ExecutionLine({ execution, frozen }: { execution: Execution; frozen: boolean }) {
  const { id, status, name, operation, error, started_at, duration_ms } = execution;
  return (
    <Link href={executionPath(id)} className={`obs-entry is-${status}`}>
      <span className={`obs-status is-${status}`}>
        <Icon name={status} />
        <span className="obs-sr-only">{wordOf(texts.status, status)}</span>
      </span>
      <span className="obs-entry-name obs-foreign">{name}</span>
      <span className="obs-entry-detail obs-foreign">
        {status === 'failed' ? error?.type || texts.executions.unknownError : operation}
      </span>
      <span className="obs-entry-aside">
        <Ago time={started_at} frozen={frozen} />
      </span>
      <Duration startedAt={started_at} durationMs={duration_ms} frozen={frozen} />
    </Link>
  );
}
