import { useMemo } from 'react';
import { TimeChart } from '../charts/time-chart.tsx';
import { useSettled } from '../hooks/use-settled.ts';
import { Problem } from '../hub/problem.ts';
import type { RuleBody, RulePreview } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { Absolute } from '../parts/time.tsx';
import { ruleTexts } from '../texts/alert-rules.ts';
import { rangeLength } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { isRuleCondition, type RuleDraft, settingsOf } from './rule-draft.ts';
import { ruleValue } from './rule-words.ts';
import { MOST_PREVIEW_MS, previewQuestion } from './rules-questions.ts';

const words = ruleTexts.preview;
/** A pause in typing after which the past is looked at. */
const TYPING_MS = 500;
const DAY_MINUTES = 24 * 60;
/** Times a day from which on it is said that this is often. */
const OFTEN_A_DAY = 12;

type Previewed = Omit<RuleBody, 'name'>;

/** When a rule would have fired within the page's range, and its value over time. */
export function RulePreviewPanel({ draft }: { draft: RuleDraft }) {
  const { range } = useTimeRange(DAY_MINUTES);
  const settings = settingsOf(draft);
  const isPossible = isRuleCondition(draft.condition);
  const text = settings && isPossible ? JSON.stringify({ condition: draft.condition, ...settings }) : null;
  const settled = useSettled(text, TYPING_MS);
  return (
    <Panel title={words.title} note={rangeLength(range) > MOST_PREVIEW_MS ? words.cut : undefined}>
      {settled === null ? (
        <p>{isPossible ? words.incomplete : words.builtIn}</p>
      ) : (
        <Preview rule={settled} isTyping={settled !== text} />
      )}
    </Panel>
  );
}

function Preview({ rule: text, isTyping }: { rule: string; isTyping: boolean }) {
  const { range, setRange } = useTimeRange(DAY_MINUTES);
  const rule = useMemo(() => JSON.parse(text) as Previewed, [text]);
  const preview = useHubQuery(previewQuestion(rule, range), { keepsBefore: true });
  const { error } = preview;
  // What is typed cannot be a rule yet; the hub says what it expects.
  if (error instanceof Problem && error.status === 400) return <p role="status">{error.message}</p>;
  return (
    <div className="obs-rule-preview" aria-busy={isTyping || preview.isFetching}>
      <Answer query={preview} lines={6}>
        {(data) => (
          <>
            <Verdict preview={data} />
            <ValueChart
              rule={rule}
              preview={data}
              onZoom={(fromMs, toMs) => setRange({ kind: 'between', fromMs, toMs })}
            />
            {data.groups_left_out > 0 && <p className="obs-card-note">{words.left(data.groups_left_out)}</p>}
            {data.firings.length > 0 && <Firings rule={rule} preview={data} />}
            <p className="obs-card-note">{words.late}</p>
          </>
        )}
      </Answer>
    </div>
  );
}

function Verdict({ preview }: { preview: RulePreview }) {
  const { times_fired, firing_seconds, points, from, to } = preview;
  const isEmpty = points.every(({ value }) => value === null);
  const days = Math.max(1, (Date.parse(to) - Date.parse(from)) / (DAY_MINUTES * 60_000));
  const text =
    times_fired > 0
      ? words.fired(times_fired, formatDuration(firing_seconds * 1_000))
      : isEmpty
        ? words.noData
        : words.never;
  return (
    <p className={`obs-rule-verdict ${times_fired > 0 ? 'is-firing' : ''}`} role="status">
      <b>{text}</b> {times_fired / days > OFTEN_A_DAY && words.often}
    </p>
  );
}

interface ValueChartProps {
  readonly rule: Previewed;
  readonly preview: RulePreview;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

function ValueChart({ rule, preview, onZoom }: ValueChartProps) {
  const { condition, threshold, group_by } = rule;
  const { points, firings } = preview;
  const chart = useMemo(
    () => ({
      times: points.map(({ time }) => Date.parse(time) / 1_000),
      series: [
        {
          label: group_by ? `${words.value}, ${words.largest}` : words.value,
          color: '--obs-series-1',
          values: points.map(({ value }) => value),
        },
        {
          label: words.threshold,
          color: '--obs-chart-failed',
          form: 'dashed' as const,
          values: points.map(() => threshold),
        },
      ],
      marks: firings.map(({ from, group }) => ({ time: Date.parse(from) / 1_000, label: group })),
    }),
    [points, firings, threshold, group_by],
  );
  return (
    <TimeChart
      {...chart}
      summary={words.summary(ruleTexts.conditions[condition] ?? condition)}
      format={(value) => ruleValue(condition, value)}
      onZoom={onZoom}
      height={200}
    />
  );
}

type Firing = RulePreview['firings'][number];

function Firings({ rule, preview: { firings } }: { rule: Previewed; preview: RulePreview }) {
  const columns = useMemo<readonly Column<Firing>[]>(
    () => [
      { key: 'from', title: words.columns.from, render: ({ from }) => <Absolute time={from} /> },
      ...(rule.group_by
        ? [
            {
              key: 'group',
              title: words.columns.group,
              render: ({ group }: Firing) => <span className="obs-foreign">{group}</span>,
            },
          ]
        : []),
      {
        key: 'lasted',
        title: words.columns.lasted,
        isFigure: true,
        sortBy: ({ seconds }) => seconds,
        render: ({ seconds, to }) =>
          `${formatDuration(seconds * 1_000)}${to === null ? `, ${words.lasts}` : ''}`,
      },
      {
        key: 'peak',
        title: words.columns.peak,
        isFigure: true,
        sortBy: ({ peak }) => peak,
        render: ({ peak }) => ruleValue(rule.condition, peak),
      },
    ],
    [rule],
  );
  return (
    <DataTable
      label={words.table}
      columns={columns}
      rows={firings}
      keyOf={({ from, group }) => `${from} ${group}`}
      pageSize={5}
    />
  );
}
