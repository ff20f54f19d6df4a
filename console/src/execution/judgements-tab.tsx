import { useMay } from '../access/use-may.ts';
import type { Evaluation } from '../hub/types.ts';
import { briefText } from '../lib/visible-text.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { FoldedText } from '../parts/folded-text.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { executionTexts } from '../texts/execution.ts';
import { FeedbackForm } from './feedback-form.tsx';
import { formatScore } from './format-score.ts';

const words = executionTexts.judgements;

const columns: readonly Column<Evaluation>[] = [
  {
    key: 'what',
    title: words.columns.what,
    sortBy: ({ name }) => name,
    render: ({ name }) => (
      <Link href={`${pagePath('evaluations')}?name=${encodeURIComponent(name)}`} className="obs-foreign">
        {briefText(name)}
      </Link>
    ),
  },
  {
    key: 'score',
    title: words.columns.score,
    isFigure: true,
    sortBy: ({ score }) => score,
    render: ({ score }) => formatScore(score),
  },
  {
    key: 'label',
    title: words.columns.label,
    sortBy: ({ label }) => label,
    render: ({ label }) => <span className="obs-foreign">{briefText(label ?? '')}</span>,
  },
  {
    key: 'why',
    title: words.columns.why,
    render: ({ explanation }) => (
      <div className="obs-foreign">
        <FoldedText text={explanation ?? ''} label={words.columns.why.toLowerCase()} />
      </div>
    ),
  },
  {
    key: 'by',
    title: words.columns.by,
    isWideOnly: true,
    render: ({ source, user_id }) => (
      <span className="obs-foreign">{user_id ?? source ?? words.unknownJudge}</span>
    ),
  },
  {
    key: 'when',
    title: words.columns.when,
    isWideOnly: true,
    sortBy: ({ time }) => time,
    render: ({ time }) => <Ago time={time} />,
  },
];

interface JudgementsTabProps {
  readonly executionId: string;
  readonly evaluations: readonly Evaluation[];
}

/** How an execution was judged, and what the reader thinks of it. */
export function JudgementsTab({ executionId, evaluations }: JudgementsTabProps) {
  const mayJudge = useMay('operate');
  return (
    <div className="obs-judgements">
      {evaluations.length === 0 ? (
        <p className="obs-section-empty">{words.empty}</p>
      ) : (
        <DataTable label={words.list} columns={columns} rows={evaluations} keyOf={({ id }) => id} />
      )}
      {mayJudge ? (
        <FeedbackForm executionId={executionId} />
      ) : (
        <p className="obs-card-note">{words.notAllowed}</p>
      )}
    </div>
  );
}
