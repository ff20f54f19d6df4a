import type { Execution } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Cost } from '../parts/cost.tsx';
import { Duration } from '../parts/duration.tsx';
import { Panel } from '../parts/panel.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { executionTexts } from '../texts/execution.ts';
import { otherRunsQuestion } from './execution-questions.ts';

const words = executionTexts.others;
const GOOD_FOR_MS = 60_000;

/** Runs of the same agent or workflow with which this one is worth comparing. */
export function OtherRuns({ execution }: { execution: Execution }) {
  const query = useHubQuery(otherRunsQuestion(execution), { goodForMs: GOOD_FOR_MS });
  return (
    <Panel title={words.title} actions={<Link href={`/compare?a=${execution.id}`}>{words.pick}</Link>}>
      <Answer query={query} lines={4}>
        {({ before, well }) => (
          <div className="obs-others">
            <h3>{words.before}</h3>
            {before ? (
              <OtherRun execution={execution} other={before} />
            ) : (
              <p className="obs-panel-note">{words.noBefore}</p>
            )}
            <h3>{words.well}</h3>
            {well.map((one) => (
              <OtherRun key={one.id} execution={execution} other={one} />
            ))}
            {well.length === 0 && <p className="obs-panel-note">{words.noWell}</p>}
          </div>
        )}
      </Answer>
    </Panel>
  );
}

function OtherRun({ execution, other }: { execution: Execution; other: Execution }) {
  return (
    <div className="obs-other-run">
      <StatusBadge status={other.status} />
      <Link href={executionPath(other.id)}>
        <Ago time={other.started_at} />
      </Link>
      <Duration startedAt={other.started_at} durationMs={other.duration_ms} />
      <Cost usd={other.cost_usd} unpricedCalls={other.unpriced_calls} />
      <Link href={`/compare?a=${other.id}&b=${execution.id}`} className="obs-button">
        {words.compare}
      </Link>
    </div>
  );
}
