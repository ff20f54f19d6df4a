import { useMemo } from 'react';
import { AgentTable } from '../agents/agent-table.tsx';
import { findAgents } from '../agents/find-agents.ts';
import { usePaused } from '../hooks/use-paused.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { Snippet } from '../parts/snippet.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { workflowsTexts as words } from '../texts/workflows.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { workflowsQuestion } from './workflows-questions.ts';

const DAY_MINUTES = 24 * 60;
const REFRESH_MS = 10_000;

/** All workflows of a range with how they fare, and those that are known but did not run. */
export function WorkflowList() {
  const { query: range } = useTimeRange(DAY_MINUTES);
  const [text, setText] = useSearchParam('q');
  const [paused] = usePaused();
  useRefreshOnChange(['workflows'], REFRESH_MS, !paused);
  const answer = useHubQuery(workflowsQuestion(range), { keepsBefore: true });
  const ran = answer.data?.ran;
  const found = useMemo(() => findAgents(ran ?? [], text ?? ''), [ran, text]);
  return (
    <>
      <PageHead
        title={words.title}
        note={ran && words.note(found.length, ran.length)}
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
      </search>
      <Answer query={answer} lines={8}>
        {({ ran: all, idle }) => (
          <>
            {all.length === 0 && <NoWorkflow />}
            {all.length > 0 && found.length === 0 && <EmptyNote level={2} title={words.noMatch} />}
            {found.length > 0 && (
              <div className="obs-card obs-card-body">
                <AgentTable agents={found} page="workflows" label={words.table} title={words.column} />
              </div>
            )}
            {idle.length > 0 && <Idle names={idle} />}
          </>
        )}
      </Answer>
    </>
  );
}

function NoWorkflow() {
  return (
    <EmptyNote level={2} title={words.nothing}>
      <p>{words.nothingText}</p>
      <Snippet title={words.snippetTitle} text={words.snippet} copyLabel={words.copySnippet} />
    </EmptyNote>
  );
}

function Idle({ names }: { readonly names: readonly string[] }) {
  return (
    <p className="obs-idle-names">
      {words.idle}{' '}
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <Link href={pagePath('workflows', name)} className="obs-foreign">
            {name}
          </Link>
        </span>
      ))}
    </p>
  );
}
