import type { Advice } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatDollars } from '../lib/format-number.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { agentsTexts } from '../texts/agents.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { adviceQuestion } from './agents-questions.ts';

const words = agentsTexts.one;
const MOST_EXAMPLES = 3;

function savingOf({ saving_usd, saving_ms }: Advice): string | null {
  if (saving_usd !== null) return words.saves(formatDollars(saving_usd));
  return saving_ms === null ? null : words.savesTime(formatDuration(saving_ms));
}

/** What the hub would change about an agent, and what it rests on. */
export function AdvicePanel({ agent, range }: { readonly agent: string; readonly range: RangeQuery }) {
  const answer = useHubQuery(adviceQuestion(agent, range), { keepsBefore: true });
  return (
    <Panel title={words.advice}>
      <Answer query={answer}>
        {({ advice, looked_at }) =>
          advice.length === 0 ? (
            <p className="is-absent">{words.noAdvice(looked_at.executions, looked_at.calls)}</p>
          ) : (
            <ul className="obs-advice">
              {advice.map((one) => (
                <AdviceItem key={one.finding} advice={one} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}

function AdviceItem({ advice }: { readonly advice: Advice }) {
  const saving = savingOf(advice);
  return (
    <li>
      <div className="obs-advice-head">
        <b>{wordOf(words.adviceKinds, advice.kind)}</b>
        {saving !== null && <span className="obs-advice-saving">{saving}</span>}
      </div>
      <p className="obs-foreign">{advice.finding}</p>
      {advice.examples.length > 0 && (
        <p className="obs-card-note">
          {words.examples}:{' '}
          {advice.examples.slice(0, MOST_EXAMPLES).map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link href={executionPath(id)}>{id.slice(0, 8)}</Link>
            </span>
          ))}
        </p>
      )}
    </li>
  );
}
