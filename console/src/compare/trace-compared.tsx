import { useMemo } from 'react';
import type { TraceComparison } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatDollars, formatExactCount } from '../lib/format-number.ts';
import { formatAbsolute, toMs } from '../lib/format-time.ts';
import { briefText } from '../lib/visible-text.ts';
import { wordOf } from '../lib/word-of.ts';
import { Cost } from '../parts/cost.tsx';
import { Panel } from '../parts/panel.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { texts } from '../texts/common.ts';
import { compareTexts } from '../texts/compare.ts';
import { ComparedSteps } from './compared-steps.tsx';
import { FigureTable } from './figure-table.tsx';
import { signedCount, signedDollars, signedDuration } from './format-difference.ts';
import { MostDifferent } from './most-different.tsx';
import { ownDifferences } from './trace-differences.ts';

const words = compareTexts.figures;

/** Two runs beside each other: their figures, what differs most, their steps. */
export function TraceCompared({ comparison }: { comparison: TraceComparison }) {
  const { a, b, difference, structure } = comparison;
  const found = useMemo(() => ownDifferences(comparison), [comparison]);
  const tokens = (side: TraceComparison['a']) => side.figures.input_tokens + side.figures.output_tokens;
  const rows = [
    {
      title: words.status,
      a: <StatusBadge status={a.status} />,
      b: <StatusBadge status={b.status} />,
      difference: '',
    },
    {
      title: words.started,
      a: formatAbsolute(toMs(a.start_time)),
      b: formatAbsolute(toMs(b.start_time)),
      difference: '',
    },
    {
      title: words.duration,
      a: formatDuration(a.duration_ms),
      b: formatDuration(b.duration_ms),
      difference: signedDuration(difference.duration_ms),
      tone: -difference.duration_ms,
    },
    {
      title: words.cost,
      a: <Cost usd={a.figures.cost_usd} unpricedCalls={a.figures.unpriced_calls} />,
      b: <Cost usd={b.figures.cost_usd} unpricedCalls={b.figures.unpriced_calls} />,
      difference: signedDollars(difference.cost_usd),
      tone: -(difference.cost_usd ?? 0),
    },
    {
      title: words.tokens,
      a: formatExactCount(tokens(a)),
      b: formatExactCount(tokens(b)),
      difference: signedCount(difference.tokens),
    },
    {
      title: words.llmCalls,
      a: formatExactCount(a.figures.llm_calls),
      b: formatExactCount(b.figures.llm_calls),
      difference: signedCount(b.figures.llm_calls - a.figures.llm_calls),
    },
    {
      title: words.toolCalls,
      a: formatExactCount(a.figures.tool_calls),
      b: formatExactCount(b.figures.tool_calls),
      difference: signedCount(b.figures.tool_calls - a.figures.tool_calls),
    },
    ...(a.error === null && b.error === null
      ? []
      : [{ title: words.error, a: <ErrorOf of={a} />, b: <ErrorOf of={b} />, difference: '' }]),
  ];
  return (
    <>
      <div className="obs-cards">
        <Panel
          title={words.title}
          note={
            structure.is_same
              ? words.same
              : words.structure(structure.in_both, structure.only_a, structure.only_b)
          }
        >
          <FigureTable label={words.title} rows={rows} difference={words.difference} />
        </Panel>
        <Panel title={compareTexts.most.title}>
          <MostDifferent
            rows={found.map(({ step, ms, usd, failsOnlyIn }) => ({
              key: JSON.stringify(step.path),
              kind: step.kind,
              name: step.path.at(-1) ?? '',
              within: step.path.slice(1, -1),
              said: [
                ...(failsOnlyIn === null
                  ? []
                  : [{ text: compareTexts.most.failsIn(failsOnlyIn.toUpperCase()), isBad: true }]),
                ...(step.in === 'both'
                  ? []
                  : [{ text: compareTexts.most.onlyIn(wordOf(compareTexts.sides, step.in)), isBad: false }]),
                ...saidOf(ms, usd),
              ],
            }))}
            none={compareTexts.most.none}
          />
          <p className="obs-ranked-more">{compareTexts.most.own}</p>
        </Panel>
      </div>
      <ComparedSteps comparison={comparison} />
    </>
  );
}

const LEAST_MS = 1;
const LEAST_USD = 0.000001;

function saidOf(ms: number, usd: number) {
  const { slower, faster, dearer, cheaper } = compareTexts.most;
  const time = formatDuration(Math.abs(ms));
  const cost = formatDollars(Math.abs(usd));
  return [
    ...(Math.abs(ms) < LEAST_MS ? [] : [{ text: ms > 0 ? slower(time) : faster(time), isBad: ms > 0 }]),
    ...(Math.abs(usd) < LEAST_USD ? [] : [{ text: usd > 0 ? dearer(cost) : cheaper(cost), isBad: usd > 0 }]),
  ];
}

function ErrorOf({ of: { error } }: { of: TraceComparison['a'] }) {
  return error === null ? (
    texts.none
  ) : (
    <span className="obs-compare-error obs-foreign">
      <strong>{briefText(error.type)}</strong> {briefText(error.message)}
    </span>
  );
}
