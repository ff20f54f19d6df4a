import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

/** Words of the page of evaluations. */
export const evaluationsTexts = {
  title: 'Evaluations',
  note: (considered: number) => counted(considered, 'judgement', 'judgements'),
  truncated: 'Of the newest 50,000 judgements of the range and the one before it.',
  by: 'Grouped by',
  groups: { name: 'Evaluator', agent: 'Agent', version: 'Version', model: 'Model' },
  unknown: 'not known',
  scores: 'Scores',
  scoresTable: 'Scores by evaluator',
  columns: {
    evaluator: 'Evaluator',
    mean: 'Mean',
    change: 'Change',
    count: 'Judged',
    least: 'Least',
    labels: 'Labels',
    trend: 'Trend',
  },
  before: (mean: string, judged: number) => `${mean} of ${counted(judged, 'judgement', 'judgements')} before`,
  nothingBefore: 'nothing to compare with',
  trendOf: (name: string) => `Judgements of ${name} over the range.`,
  labels: (labels: readonly { label: string; count: number }[]) =>
    labels.map((one) => `${one.label} ${count(one.count)}`).join(' · '),
  distribution: (name: string) => `${name}: scores`,
  distributionSummary: (name: string) => `How often ${name} gave which score.`,
  score: 'Score',
  below: (to: string) => `below ${to}`,
  above: (from: string) => `above ${from}`,
  between: (from: string, to: string) => `${from} – ${to}`,
  meanMark: (mean: string) => `mean ${mean}`,
  times: (value: number) => counted(value, 'judgement', 'judgements'),
  noScores: 'It gives labels, and no scores.',
  course: (name: string) => `${name}: mean over time`,
  courseSummary: (name: string) => `Mean score of ${name} over time.`,
  worst: 'Worst runs',
  worstNote: 'the lowest scores of the newest 200 below 0.5',
  worstTable: 'Runs with the lowest scores',
  noWorst: 'No score below 0.5 in this range.',
  feedback: 'Feedback of users',
  feedbackTable: 'What users said, newest first',
  noFeedback: 'No user said anything in this range. Ask them: recordFeedback, or the API, takes it.',
  list: {
    run: 'Run',
    evaluator: 'Evaluator',
    score: 'Score',
    label: 'Label',
    says: 'Says',
    user: 'User',
    when: 'When',
  },
  unlinked: 'run not known',
  open: 'open',
  empty: 'Nothing was judged in this range',
  emptyText: 'Record a judgement where you have one: of an evaluator that you run, or of the user.',
  snippetTitle: 'evaluate.js',
  snippet: `import { recordEvaluation, recordFeedback } from '@observatory/shim';

recordEvaluation({ name: 'relevance', score: 0.8, label: 'pass', source: 'judge-model' });
recordFeedback(executionId, { score: 1, comment: 'just right', userId });`,
  apiTitle: 'Shell',
  apiSnippet: (origin: string) =>
    `curl -X POST '${origin}/api/v1/executions/ID/feedback' \\
  -H 'content-type: application/json' \\
  -d '{"score": 1, "label": "helpful", "comment": "found the invoice"}'`,
  copy: (title: string) => `Copy ${title}`,
} as const;
