import { useMemo } from 'react';
import { analyticsQuestion, anomaliesQuestion } from '../analytics/analytics-questions.ts';
import { AnomaliesPanel } from '../analytics/anomalies-panel.tsx';
import { ResponseCourse } from '../analytics/response-course.tsx';
import { usePanelRange } from '../dashboard/panel-range.ts';
import { usePanelAnswer } from '../dashboard/use-panel-answer.ts';
import { summaryQuestion } from '../evaluations/evaluations-questions.ts';
import { FeedbackPanel, WorstPanel } from '../evaluations/judgement-panels.tsx';
import { ScoresPanel } from '../evaluations/scores-panels.tsx';
import type { Anomaly, ServiceMap } from '../hub/types.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { isOfOthers, joinCrowds } from '../map/map-crowd.ts';
import { MapGraph } from '../map/map-graph.tsx';
import { withoutKinds } from '../map/map-parts.ts';
import { mapQuestion } from '../map/map-question.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { usePlace } from '../place/place-context.tsx';
import { type PageName, pagePath } from '../place/route.ts';
import { boardsTexts } from '../texts/boards.ts';
import { evaluationsTexts } from '../texts/evaluations.ts';
import { mapTexts } from '../texts/map.ts';
import { overviewTexts } from '../texts/overview.ts';
import { rangeLength } from '../time-range/time-range.ts';
import type { PanelOptions } from './edit-board.ts';
import type { BoardPanelProps } from './panel-registry.ts';

/** These are asked of many executions each. */
const slowly = { busyMs: 30_000, quietMs: 60_000 } as const;
/** So many parts of a kind are drawn one by one. */
const MOST_OF_KIND = 5;
const nothingHidden: ReadonlySet<string> = new Set();
const noAnomalies: readonly Anomaly[] = [];

const agentOf = ({ agent }: PanelOptions): string | null => String(agent ?? '').trim() || null;

/** A change of what the page of a name shows. */
function useOpen(page: PageName) {
  const place = usePlace();
  return (search: Readonly<Record<string, string>>) =>
    place.go(`${pagePath(page)}?${new URLSearchParams(search)}`);
}

/** Who calls whom; a part leads to the map with it. */
export function BoardMap({ range }: BoardPanelProps) {
  const { query, range: chosen } = usePanelRange(range);
  const answer = usePanelAnswer(mapQuestion(query, null), { range: chosen, ...slowly });
  return (
    <Panel
      title={boardsTexts.panels.serviceMap[0]}
      actions={<Link href={pagePath('map')}>{overviewTexts.all}</Link>}
    >
      <Answer query={answer} lines={8}>
        {(map) =>
          map.nodes.length === 0 ? (
            <p className="obs-quiet">{mapTexts.empty}</p>
          ) : (
            <BusiestParts map={map} minutes={rangeLength(chosen) / 60_000} />
          )
        }
      </Answer>
    </Panel>
  );
}

function BusiestParts({ map, minutes }: { readonly map: ServiceMap; readonly minutes: number }) {
  const open = useOpen('map');
  const drawn = useMemo(
    () => joinCrowds(withoutKinds(map, nothingHidden), MOST_OF_KIND, null, mapTexts.others),
    [map],
  );
  return (
    <MapGraph
      {...drawn}
      minutes={minutes}
      selected={null}
      onSelect={(part) => open(isOfOthers(part) ? { all: '1' } : { part })}
    />
  );
}

/** What was out of the usual, of all agents or of one. */
export function BoardAnomalies({ options, range }: BoardPanelProps) {
  const { query, range: chosen } = usePanelRange(range);
  return (
    <AnomaliesPanel
      answer={usePanelAnswer(anomaliesQuestion(agentOf(options), query), { range: chosen, ...slowly })}
    />
  );
}

/** Percentiles of response times over time, of all agents or of one. */
export function BoardResponseTimes({ options, range }: BoardPanelProps) {
  const { query, range: chosen, setRange } = usePanelRange(range);
  const answer = usePanelAnswer(analyticsQuestion(agentOf(options), query), { range: chosen, ...slowly });
  if (answer.data === undefined)
    return (
      <Panel title={boardsTexts.panels.responseTimes[0]}>
        <Answer query={answer} lines={7}>
          {() => null}
        </Answer>
      </Panel>
    );
  return (
    <ResponseCourse
      times={answer.data.response_times}
      anomalies={noAnomalies}
      onZoom={(fromMs, toMs) => setRange({ kind: 'between', fromMs, toMs })}
    />
  );
}

/** Scores by evaluator; one leads to its page. */
export function BoardScores({ options, range }: BoardPanelProps) {
  const { query, range: chosen } = usePanelRange(range);
  const answer = usePanelAnswer(summaryQuestion('name', agentOf(options), query), {
    range: chosen,
    ...slowly,
  });
  const open = useOpen('evaluations');
  if (answer.data && answer.data.groups.length > 0)
    return <ScoresPanel summary={answer.data} selected="" onSelect={(group) => open({ of: group })} />;
  return (
    <Panel title={evaluationsTexts.scores}>
      <Answer query={answer} lines={5}>
        {() => <p className="obs-quiet">{boardsTexts.noScores}</p>}
      </Answer>
    </Panel>
  );
}

/** The runs that were judged worst. */
export function BoardWorstRuns({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  useRefreshOnChange(['evaluations'], slowly.busyMs);
  return <WorstPanel agent={agentOf(options)} range={query} />;
}

/** What users said. */
export function BoardFeedback({ options, range }: BoardPanelProps) {
  const { query } = usePanelRange(range);
  useRefreshOnChange(['evaluations'], slowly.busyMs);
  return <FeedbackPanel agent={agentOf(options)} range={query} />;
}
