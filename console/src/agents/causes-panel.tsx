import { FailureTable } from '../errors/failure-table.tsx';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { agentsTexts } from '../texts/agents.ts';
import { type RangeQuery, rangeSearch } from '../time-range/time-range.ts';
import { causesQuestion } from './agents-questions.ts';

const words = agentsTexts.one;

/** Why an agent or workflow fails. */
export function CausesPanel({ agent, range }: { readonly agent: string; readonly range: RangeQuery }) {
  const answer = useHubQuery(causesQuestion(agent, range), { keepsBefore: true });
  const all = `${pagePath('errors')}?${new URLSearchParams({ agent, ...rangeSearch(range) })}`;
  return (
    <Panel title={words.errors} actions={<Link href={all}>{words.allErrors}</Link>}>
      <Answer query={answer}>
        {({ groups, executions }) =>
          groups.length === 0 ? (
            <p className="is-absent">{words.noErrors}</p>
          ) : (
            <FailureTable groups={groups} executions={executions} isOfOneAgent />
          )
        }
      </Answer>
    </Panel>
  );
}
