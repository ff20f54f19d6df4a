import { useCallback } from 'react';
import { AgentCharts } from '../agents/agent-charts.tsx';
import { AgentTiles } from '../agents/agent-tiles.tsx';
import { agentQuestion } from '../agents/agents-questions.ts';
import { BottlenecksPanel } from '../agents/bottlenecks-panel.tsx';
import { CausesPanel } from '../agents/causes-panel.tsx';
import { RUNNER_MINUTES, RunnerFrame } from '../agents/runner-frame.tsx';
import { RunsPanel } from '../agents/runs-panel.tsx';
import { usePaused } from '../hooks/use-paused.ts';
import type { Workflow } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { workflowsTexts } from '../texts/workflows.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { DefinitionPanel } from './definition-panel.tsx';
import { StepsPanel } from './steps-panel.tsx';
import { withAllWithin } from './with-all-within.ts';
import { workflowQuestion } from './workflows-questions.ts';

const words = workflowsTexts.one;
const REFRESH_MS = 10_000;

/** One workflow: its figures, its steps in their order, its runs. */
export function WorkflowPage({ name }: { readonly name: string }) {
  const { query: range } = useTimeRange(RUNNER_MINUTES);
  const [paused] = usePaused();
  useRefreshOnChange(['workflow', name], REFRESH_MS, !paused);
  const answer = useHubQuery(workflowQuestion(name, range), { keepsBefore: true });
  return (
    <RunnerFrame
      page="workflows"
      name={name}
      query={answer}
      missing={{ code: 'OBS_WORKFLOW_NOT_FOUND', title: words.missing(name), text: words.missingText }}
      links={
        <Link href={`${pagePath('cost')}?${new URLSearchParams({ by: 'workflow' })}`}>{words.costOf}</Link>
      }
    >
      {(workflow) => <OneWorkflow workflow={workflow} range={range} />}
    </RunnerFrame>
  );
}

function OneWorkflow({ workflow, range }: { readonly workflow: Workflow; readonly range: RangeQuery }) {
  const { name } = workflow;
  const runner = { kind: 'workflow', name } as const;
  const hasRun = workflow.runs.executions > 0;
  return (
    <>
      {hasRun ? (
        <Figures workflow={workflow} range={range} />
      ) : (
        <EmptyNote level={2} title={words.notRun}>
          <p>{words.notRunText}</p>
        </EmptyNote>
      )}
      <div className="obs-cards">
        {hasRun && (
          <div className="obs-card-stack">
            <CausesPanel agent={name} range={range} />
            <RunsPanel of={runner} range={range} />
          </div>
        )}
        <div className="obs-card-stack">
          {hasRun && <BottlenecksPanel of={runner} range={range} />}
          <DefinitionPanel workflow={workflow} />
        </div>
      </div>
    </>
  );
}

function Figures({ workflow, range }: { readonly workflow: Workflow; readonly range: RangeQuery }) {
  const { name } = workflow;
  const { setRange } = useTimeRange(RUNNER_MINUTES);
  useRefreshOnChange(['agent', 'workflow', name], REFRESH_MS);
  const answer = useHubQuery(agentQuestion({ kind: 'workflow', name }, range), { keepsBefore: true });
  const zoom = useCallback(
    (fromMs: number, toMs: number) => setRange({ kind: 'between', fromMs, toMs }),
    [setRange],
  );
  return (
    <Answer query={answer} lines={6}>
      {(detail) => (
        <>
          <AgentTiles agent={withAllWithin(detail.agent, workflow)} />
          <div className="obs-cards">
            <StepsPanel name={name} range={range} />
          </div>
          <AgentCharts detail={detail} onZoom={zoom} isRunsOnly />
        </>
      )}
    </Answer>
  );
}
