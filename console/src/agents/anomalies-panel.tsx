import { anomaliesQuestion } from '../analytics/analytics-questions.ts';
import { AnomalyList } from '../analytics/anomaly-list.tsx';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { agentsTexts } from '../texts/agents.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

const words = agentsTexts.one;

/** What of an agent was out of the usual. */
export function AnomaliesPanel({ agent, range }: { readonly agent: string; readonly range: RangeQuery }) {
  const answer = useHubQuery(anomaliesQuestion(agent, range), { keepsBefore: true });
  return (
    <Panel title={words.anomalies}>
      <Answer query={answer}>
        {({ anomalies, reason }) =>
          anomalies.length === 0 ? (
            <p className="is-absent">{reason ?? words.noAnomalies}</p>
          ) : (
            <AnomalyList anomalies={anomalies} />
          )
        }
      </Answer>
    </Panel>
  );
}
