import { type ReactNode, useRef } from 'react';
import { useHeld } from '../../hooks/use-held.ts';
import { usePaused } from '../../hooks/use-paused.ts';
import type { Execution } from '../../hub/types.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Link } from '../../place/link.tsx';
import { pagePath } from '../../place/route.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { healthQuestion, recentQuestion } from '../dashboard-questions.ts';
import { ExecutionLine } from '../execution-line.tsx';
import { type DashboardPanelProps, useMinutesUpToNow } from '../panel-range.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.executions;
/** Often enough to see them come, seldom enough to read them. */
const LIVE_MS = 1_000;

/** What runs now, and the newest executions, live; both hold still under the pointer. */
export function Executions({ range }: DashboardPanelProps) {
  const lists = useRef<HTMLDivElement>(null);
  const held = useHeld(lists);
  const [paused] = usePaused();
  const running = usePanelAnswer(recentQuestion('running'), { busyMs: LIVE_MS });
  const newest = usePanelAnswer(recentQuestion(), { busyMs: LIVE_MS });
  const health = usePanelAnswer(healthQuestion(useMinutesUpToNow(range)));
  const total = health.data?.health.running_executions;
  return (
    <Panel
      title={words.title}
      note={total !== undefined && words.more(String(total))}
      actions={<Link href={pagePath('executions')}>{overviewTexts.all}</Link>}
    >
      <div ref={lists} className="obs-two">
        <Answer query={running} lines={7}>
          {({ executions }) => (
            <Lines
              title={words.running}
              empty={words.noneRunning}
              rows={executions}
              held={held}
              frozen={paused}
            />
          )}
        </Answer>
        <Answer query={newest} lines={7}>
          {({ executions }) => (
            <Lines title={words.newest} empty={words.none} rows={executions} held={held} frozen={paused} />
          )}
        </Answer>
      </div>
    </Panel>
  );
}

interface LinesProps {
  readonly title: string;
  readonly empty: ReactNode;
  readonly rows: readonly Execution[];
  /** While true the rows that are there stay. */
  readonly held: boolean;
  readonly frozen: boolean;
}

function Lines({ title, empty, rows, held, frozen }: LinesProps) {
  const kept = useRef(rows);
  if (!held) kept.current = rows;
  const now = new Map(rows.map((row) => [row.id, row]));
  return (
    <div>
      <h3 className="obs-two-title">{title}</h3>
      <ul className="obs-entries">
        {kept.current.map((row) => (
          <li key={row.id}>
            <ExecutionLine execution={now.get(row.id) ?? row} frozen={frozen} />
          </li>
        ))}
        {kept.current.length === 0 && <li className="obs-entries-empty">{empty}</li>}
      </ul>
    </div>
  );
}
