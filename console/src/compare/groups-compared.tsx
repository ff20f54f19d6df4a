import { useMemo } from 'react';
import type { GroupComparison } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatDollars, formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Panel } from '../parts/panel.tsx';
import { texts } from '../texts/common.ts';
import { compareTexts } from '../texts/compare.ts';
import { type Groups, groupComparisonQuestion } from './compare-questions.ts';
import { FigureTable } from './figure-table.tsx';
import { stepImpacts } from './group-differences.ts';
import { groupFigures } from './group-figures.ts';
import { GroupSteps } from './group-steps.tsx';
import { MostDifferent } from './most-different.tsx';

const words = compareTexts.groups;
const GOOD_FOR_MS = 60_000;

interface GroupsComparedProps {
  readonly groups: Groups;
  /** What each side is. */
  readonly titles: { readonly a: string; readonly b: string };
}

/** Two groups of runs beside each other: their figures, what differs most, their steps. */
export function GroupsCompared({ groups, titles }: GroupsComparedProps) {
  const query = useHubQuery(groupComparisonQuestion(groups), { goodForMs: GOOD_FOR_MS, keepsBefore: true });
  return (
    <Answer query={query} lines={10}>
      {(comparison) => <Compared comparison={comparison} titles={titles} />}
    </Answer>
  );
}

function Compared({
  comparison,
  titles,
}: {
  comparison: GroupComparison;
  titles: GroupsComparedProps['titles'];
}) {
  const impacts = useMemo(() => stepImpacts(comparison), [comparison]);
  const { a, b } = comparison;
  const empty = a.matched === 0 ? 'a' : b.matched === 0 ? 'b' : null;
  return (
    <>
      <div className="obs-cards">
        <Panel title={compareTexts.figures.title}>
          <dl className="obs-group-titles">
            {(['a', 'b'] as const).map((side) => (
              <div key={side}>
                <dt>
                  <span className={`obs-letter is-${side}`}>{compareTexts.sides[side]}</span>
                </dt>
                <dd>
                  <span className="obs-foreign">{titles[side]}</span>{' '}
                  <span className="obs-card-note">
                    {words.sideNote(comparison[side].matched, comparison[side].complete)}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
          {empty === null ? (
            <FigureTable
              label={compareTexts.figures.title}
              rows={groupFigures(comparison)}
              difference={words.columns.difference}
            />
          ) : (
            <EmptyNote title={words.nothing(compareTexts.sides[empty])}>
              <p>{words.nothingHint}</p>
            </EmptyNote>
          )}
        </Panel>
        {empty === null && (
          <Panel title={words.most}>
            <MostDifferent
              none={words.none}
              rows={impacts.map(({ step, ms, usd, share, failures, isFew }) => ({
                key: JSON.stringify([step.kind, step.name]),
                kind: step.kind,
                name: step.name,
                within: [],
                said: [
                  ...failureSaid(step, failures),
                  ...presenceSaid(step, share),
                  ...amountSaid(ms, usd),
                  ...(isFew ? [{ text: words.few, isBad: false }] : []),
                ],
              }))}
            />
          </Panel>
        )}
      </div>
      {empty === null && comparison.steps.length > 0 && (
        <GroupSteps comparison={comparison} impacts={impacts} />
      )}
    </>
  );
}

/** Differences of shares below this are not worth a word. */
const LEAST_SHARE = 0.02;
const LEAST_MS = 1;
const LEAST_USD = 0.000001;

type Step = GroupComparison['steps'][number];
const shareOf = (share: number | null) => (share === null ? texts.none : formatShare(share));

function failureSaid({ a, b }: Step, by: number) {
  return Math.abs(by) < LEAST_SHARE
    ? []
    : [{ text: words.fails(shareOf(a.failure_rate), shareOf(b.failure_rate)), isBad: by > 0 }];
}

function presenceSaid({ a, b }: Step, by: number) {
  return Math.abs(by) < LEAST_SHARE
    ? []
    : [{ text: words.appears(shareOf(a.share_of_runs), shareOf(b.share_of_runs)), isBad: false }];
}

function amountSaid(ms: number, usd: number) {
  const time = formatDuration(Math.abs(ms));
  const cost = formatDollars(Math.abs(usd));
  return [
    ...(Math.abs(ms) < LEAST_MS
      ? []
      : [{ text: ms > 0 ? words.slower(time) : words.faster(time), isBad: ms > 0 }]),
    ...(Math.abs(usd) < LEAST_USD
      ? []
      : [{ text: usd > 0 ? words.dearer(cost) : words.cheaper(cost), isBad: usd > 0 }]),
  ];
}
