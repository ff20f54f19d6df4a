import { useCallback } from 'react';
import { usePaused } from '../hooks/use-paused.ts';
import type { Analytics, Anomaly } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { analyticsTexts as words } from '../texts/analytics.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { AgentFilter } from './agent-filter.tsx';
import { AgentPerformance } from './agent-performance.tsx';
import { analyticsQuestion, anomaliesQuestion } from './analytics-questions.ts';
import { AnalyticsTiles } from './analytics-tiles.tsx';
import { AnomaliesPanel } from './anomalies-panel.tsx';
import { Distribution } from './distribution.tsx';
import { ForecastPanel } from './forecast-panel.tsx';
import { ResponseCourse } from './response-course.tsx';
import { VolumeCharts } from './volume-charts.tsx';

const DAY_MINUTES = 24 * 60;
const REFRESH_MS = 15_000;
const none: readonly Anomaly[] = [];

/** How the whole fleet, or one agent, fares over time, what was out of the usual, and what is likely to come. */
export function AnalyticsPage() {
  const { query: range } = useTimeRange(DAY_MINUTES);
  const [agent, setAgent] = useSearchParam('agent');
  const [paused] = usePaused();
  useRefreshOnChange(['analytics'], REFRESH_MS, !paused);
  const answer = useHubQuery(analyticsQuestion(agent, range), { keepsBefore: true });
  return (
    <>
      <PageHead title={words.title} rangeMinutes={DAY_MINUTES}>
        <AgentFilter agent={agent} range={range} onChoose={setAgent} />
        <PauseButton />
      </PageHead>
      <Answer query={answer} lines={10}>
        {(data) => <Charts data={data} agent={agent} range={range} />}
      </Answer>
      <div className="obs-cards">
        <ForecastPanel agent={agent} />
      </div>
    </>
  );
}

interface ChartsProps {
  readonly data: Analytics;
  readonly agent: string | null;
  readonly range: RangeQuery;
}

function Charts({ data, agent, range }: ChartsProps) {
  const { setRange } = useTimeRange(DAY_MINUTES);
  const anomalies = useHubQuery(anomaliesQuestion(agent, range), { keepsBefore: true });
  const zoom = useCallback(
    (fromMs: number, toMs: number) => setRange({ kind: 'between', fromMs, toMs }),
    [setRange],
  );
  const found = anomalies.data?.anomalies ?? none;
  if (data.total_events === 0) {
    return (
      <EmptyNote level={2} title={words.empty}>
        <p>{words.emptyText}</p>
        <p>
          <Link href={pagePath('executions')}>{words.toExecutions}</Link>
        </p>
      </EmptyNote>
    );
  }
  return (
    <>
      <AnalyticsTiles data={data} />
      <div className="obs-cards">
        <VolumeCharts data={data} anomalies={found} onZoom={zoom} />
        <ResponseCourse times={data.response_times} anomalies={found} onZoom={zoom} />
        <Distribution times={data.response_times} />
        <AnomaliesPanel answer={anomalies} />
        <AgentPerformance agents={data.agents} />
      </div>
    </>
  );
}
