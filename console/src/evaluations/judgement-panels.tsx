import type { Evaluation } from '../hub/types.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { formatScore } from '../lib/format-score.ts';
import { briefText } from '../lib/visible-text.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath, pagePath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { evaluationsTexts as words } from '../texts/evaluations.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { feedbackQuestion, worstQuestion } from './evaluations-questions.ts';

const run: Column<Evaluation> = {
  key: 'run',
  title: words.list.run,
  render: ({ execution_id, agent }) =>
    execution_id === null ? (
      <span className="is-absent">{agent ?? words.unlinked}</span>
    ) : (
      <Link href={executionPath(execution_id)}>
        <Name name={agent ?? words.open} />
      </Link>
    ),
};
const score: Column<Evaluation> = {
  key: 'score',
  title: words.list.score,
  isFigure: true,
  render: (one) => (one.score === null ? texts.none : formatScore(one.score)),
  sortBy: (one) => one.score,
};
const label: Column<Evaluation> = {
  key: 'label',
  title: words.list.label,
  isWideOnly: true,
  render: (one) => <span className="obs-foreign">{briefText(one.label ?? texts.none)}</span>,
};
const says: Column<Evaluation> = {
  key: 'says',
  title: words.list.says,
  render: ({ explanation }) => (
    <span className="obs-judgement obs-foreign">{briefText(explanation ?? texts.none)}</span>
  ),
};
const when: Column<Evaluation> = {
  key: 'when',
  title: words.list.when,
  isFigure: true,
  render: ({ time }) => <Ago time={time} />,
  sortBy: ({ time }) => time,
};

const worstColumns: readonly Column<Evaluation>[] = [
  run,
  {
    key: 'evaluator',
    title: words.list.evaluator,
    render: ({ name }) => <Name name={name} />,
    sortBy: ({ name }) => name,
  },
  score,
  label,
  { ...says, isWideOnly: true },
  when,
];

const feedbackColumns: readonly Column<Evaluation>[] = [
  run,
  score,
  label,
  says,
  {
    key: 'user',
    title: words.list.user,
    isWideOnly: true,
    render: ({ user_id }) =>
      user_id === null ? (
        texts.none
      ) : (
        <Link href={pagePath('users', user_id)}>
          <Name name={user_id} />
        </Link>
      ),
  },
  when,
];

interface OfAgent {
  readonly agent: string | null;
  readonly range: RangeQuery;
}

/** The runs that were judged worst. */
export function WorstPanel({ agent, range }: OfAgent) {
  return (
    <Judgements
      title={words.worst}
      note={words.worstNote}
      label={words.worstTable}
      none={words.noWorst}
      question={worstQuestion(agent, range)}
      columns={worstColumns}
    />
  );
}

/** What users said. */
export function FeedbackPanel({ agent, range }: OfAgent) {
  return (
    <Judgements
      title={words.feedback}
      label={words.feedbackTable}
      none={words.noFeedback}
      question={feedbackQuestion(agent, range)}
      columns={feedbackColumns}
    />
  );
}

interface JudgementsProps {
  readonly title: string;
  readonly note?: string;
  readonly label: string;
  readonly none: string;
  readonly question: Question<readonly Evaluation[]>;
  readonly columns: readonly Column<Evaluation>[];
}

function Judgements({ title, note, label: tableLabel, none, question, columns }: JudgementsProps) {
  const answer = useHubQuery(question, { keepsBefore: true });
  return (
    <Panel title={title} note={note}>
      <Answer query={answer}>
        {(evaluations) =>
          evaluations.length === 0 ? (
            <p className="is-absent">{none}</p>
          ) : (
            <DataTable
              label={tableLabel}
              columns={columns}
              rows={evaluations}
              keyOf={({ id }) => id}
              pageSize={10}
            />
          )
        }
      </Answer>
    </Panel>
  );
}
