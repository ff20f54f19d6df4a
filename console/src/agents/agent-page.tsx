import { useCallback } from 'react';
import { anomaliesQuestion } from '../analytics/analytics-questions.ts';
import { AnomaliesPanel } from '../analytics/anomalies-panel.tsx';
import { usePaused } from '../hooks/use-paused.ts';
import type { AgentDetail } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { agentsTexts } from '../texts/agents.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { AdvicePanel } from './advice-panel.tsx';
import { AgentCharts } from './agent-charts.tsx';
import { AgentFacts } from './agent-facts.tsx';
import { AgentTiles } from './agent-tiles.tsx';
import { agentQuestion } from './agents-questions.ts';
import { BottlenecksPanel } from './bottlenecks-panel.tsx';
import { ModelsPanel, ToolsPanel } from './called-panels.tsx';
import { CausesPanel } from './causes-panel.tsx';
import { RUNNER_MINUTES, RunnerFrame } from './runner-frame.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { VersionsPanel } from './versions-panel.tsx';

const words = agentsTexts.one;
const REFRESH_MS = 10_000;

/** One agent: how it fares, over time, by what it calls, why it fails, where its time goes. */
export function AgentPage({ name }: { readonly name: string }) {
  const { query: range, setRange } = useTimeRange(RUNNER_MINUTES);
  const [paused] = usePaused();
  const question = agentQuestion({ kind: 'agent', name }, range);
  useRefreshOnChange(['agent', 'agent', name], REFRESH_MS, !paused);
  const answer = useHubQuery(question, { keepsBefore: true });
  const zoom = useCallback(
    (fromMs: number, toMs: number) => setRange({ kind: 'between', fromMs, toMs }),
    [setRange],
  );

  return (
    <RunnerFrame
      page="agents"
      name={name}
      query={answer}
      missing={{ code: 'OBS_AGENT_NOT_FOUND', title: words.missing(name), text: words.missingText }}
    >
      {(detail) => <Agent detail={detail} range={range} onZoom={zoom} />}
    </RunnerFrame>
  );
}

interface AgentProps {
  readonly detail: AgentDetail;
  readonly range: RangeQuery;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

function Agent({ detail, range, onZoom }: AgentProps) {
  const { agent: name } = detail.agent;
  const anomalies = useHubQuery(anomaliesQuestion(name, range), { keepsBefore: true });
  const runner = { kind: 'agent', name } as const;
  return (
    <>
      <AgentTiles agent={detail.agent} />
      <AgentFacts agent={detail.agent} />
      <AgentCharts detail={detail} onZoom={onZoom} anomalies={anomalies.data?.anomalies} />
      <div className="obs-cards">
        <div className="obs-card-stack">
          <CausesPanel agent={name} range={range} />
          <RunsPanel of={runner} range={range} />
          <VersionsPanel agent={detail.agent} range={range} />
        </div>
        <div className="obs-card-stack">
          <BottlenecksPanel of={runner} range={range} />
          <AdvicePanel agent={name} range={range} />
          <ModelsPanel models={detail.models} />
          <ToolsPanel tools={detail.tools} />
          <AnomaliesPanel answer={anomalies} />
        </div>
      </div>
    </>
  );
}
