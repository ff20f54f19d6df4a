import { AgentFilter } from '../analytics/agent-filter.tsx';
import { usePaused } from '../hooks/use-paused.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { evaluationsTexts as words } from '../texts/evaluations.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { evaluationGroups, summaryQuestion } from './evaluations-questions.ts';
import { FeedbackPanel, WorstPanel } from './judgement-panels.tsx';
import { NoEvaluation } from './no-evaluation.tsx';
import { ScoresPanels } from './scores-panels.tsx';

const DAY_MINUTES = 24 * 60;
const REFRESH_MS = 15_000;

/** How runs were judged: by evaluators and users, over time, and which were judged worst. */
export function EvaluationsPage() {
  const { query: range } = useTimeRange(DAY_MINUTES);
  const [agent, setAgent] = useSearchParam('agent');
  const [given, setBy] = useSearchParam('by');
  const [paused] = usePaused();
  const by = evaluationGroups.find((one) => one === given) ?? 'name';
  useRefreshOnChange(['evaluations'], REFRESH_MS, !paused);
  const answer = useHubQuery(summaryQuestion(by, agent, range), { keepsBefore: true });
  return (
    <>
      <PageHead
        title={words.title}
        note={answer.data && words.note(answer.data.considered)}
        rangeMinutes={DAY_MINUTES}
      >
        <AgentFilter agent={agent} range={range} onChoose={setAgent} />
        <PauseButton />
      </PageHead>
      <fieldset className="obs-choices" aria-label={words.by}>
        {evaluationGroups.map((one) => (
          <Chip key={one} on={one === by} onClick={() => setBy(one === 'name' ? null : one)}>
            {words.groups[one]}
          </Chip>
        ))}
      </fieldset>
      <Answer query={answer} lines={8}>
        {(summary) =>
          summary.groups.length === 0 ? (
            <NoEvaluation />
          ) : (
            <div className="obs-cards">
              <ScoresPanels summary={summary} />
              <WorstPanel agent={agent} range={range} />
              <FeedbackPanel agent={agent} range={range} />
            </div>
          )
        }
      </Answer>
    </>
  );
}
