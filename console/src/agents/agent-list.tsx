import { usePaused } from '../hooks/use-paused.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { agentsTexts as words } from '../texts/agents.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { AgentTable } from './agent-table.tsx';
import { agentsQuestion } from './agents-questions.ts';
import { EnvironmentChoice } from './environment-choice.tsx';
import { findAgents } from './find-agents.ts';

const DAY_MINUTES = 24 * 60;
const REFRESH_MS = 10_000;

/** All agents of a range with how they fare. */
export function AgentList() {
  const { query: range } = useTimeRange(DAY_MINUTES);
  const [text, setText] = useSearchParam('q');
  const [environment] = useSearchParam('environment');
  const [paused] = usePaused();
  const question = agentsQuestion(range, environment);
  useRefreshOnChange(['agents'], REFRESH_MS, !paused);
  const answer = useHubQuery(question, { keepsBefore: true });
  const found = findAgents(answer.data ?? [], text ?? '');

  return (
    <>
      <PageHead
        title={words.title}
        note={answer.data && words.note(found.length, answer.data.length)}
        rangeMinutes={DAY_MINUTES}
      >
        <PauseButton />
      </PageHead>
      <search className="obs-filter-line">
        <FilterInput
          label={words.filter}
          placeholder={words.filterPlaceholder}
          text={text ?? ''}
          onText={(next) => setText(next === '' ? null : next)}
        />
        <EnvironmentChoice range={range} />
      </search>
      <Answer query={answer} lines={8}>
        {(agents) => {
          if (agents.length === 0)
            return (
              <EmptyNote level={2} title={words.nothing}>
                <p>{words.nothingText}</p>
                <p>
                  <Link href={pagePath('executions')}>{words.toExecutions}</Link>
                </p>
              </EmptyNote>
            );
          return found.length === 0 ? (
            <EmptyNote level={2} title={words.noMatch} />
          ) : (
            <div className="obs-card obs-card-body">
              <AgentTable agents={found} />
            </div>
          );
        }}
      </Answer>
    </>
  );
}
