// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one stand in no <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: a row of figures does nothing
import type { Ref } from 'react';
import { formatDuration } from '../lib/format-duration.ts';
import type { Tick } from '../lib/time-axis.ts';
import { wordOf } from '../lib/word-of.ts';
import { classNames } from '../parts/class-names.ts';
import { KindIcon } from '../parts/kind-icon.tsx';
import type { RowPlace } from '../parts/virtual-rows.tsx';
import { compareTexts } from '../texts/compare.ts';
import { signedCount, signedDollars, signedDuration } from './format-difference.ts';
import type { ComparedStep } from './trace-differences.ts';

const words = compareTexts.steps;
const DEEPEST_INDENT = 10;

interface ComparedStepRowProps {
  readonly step: ComparedStep;
  readonly place: RowPlace;
  /** What the longer of the two took, in milliseconds. */
  readonly wholeMs: number;
  readonly ticks: readonly Tick[];
}

/** One step of two runs: its name, a bar of each, and what they differ by. */
export function ComparedStepRow({ step, place, wholeMs, ticks }: ComparedStepRowProps) {
  const { a, b, difference, depth } = step;
  const name = step.path.at(-1) ?? '';
  const counts = [a?.count ?? 0, b?.count ?? 0] as const;
  const failures = (['a', 'b'] as const).flatMap((side) => {
    const errors = step[side]?.errors ?? [];
    return (step[side]?.statuses.failed ?? 0) === 0
      ? []
      : [words.failed(compareTexts.sides[side], errors.map(({ type }) => type).join(', '))];
  });
  const duration = (side: ComparedStep['a']) => (side ? formatDuration(side.duration_ms) : words.absent);
  return (
    <div
      ref={place.ref as Ref<HTMLDivElement>}
      data-index={place['data-index']}
      style={{ ...place.style, '--depth': Math.min(depth, DEEPEST_INDENT) }}
      role="row"
      className={classNames(
        'obs-compared-row',
        `is-${step.kind}`,
        step.in !== 'both' && `is-only-${step.in}`,
      )}
    >
      <span role="cell" className="obs-compared-name">
        <KindIcon kind={step.kind === 'span' ? 'step' : step.kind} />
        <span className="obs-step-text obs-foreign" title={step.path.join(' › ')}>
          {name}
        </span>
        {Math.max(...counts) > 1 && (
          <span className="obs-step-hidden">
            {step.in === 'both'
              ? words.times(...counts)
              : words.times(Math.max(...counts), Math.max(...counts))}
          </span>
        )}
        {step.in !== 'both' && (
          <span className={`obs-letter is-${step.in}`}>
            {words.onlyIn(wordOf(compareTexts.sides, step.in))}
          </span>
        )}
        {failures.map((failure) => (
          <span key={failure} className="obs-compared-failed obs-foreign" title={failure}>
            {failure}
          </span>
        ))}
      </span>
      <span role="cell" className="obs-compared-track" title={words.bars(duration(a), duration(b))}>
        <span className="obs-sr-only">{words.bars(duration(a), duration(b))}</span>
        {ticks.map(({ place: at, label }) => (
          <span key={label} className="obs-track-tick" style={{ left: `${at * 100}%` }} />
        ))}
        <Bar side="a" of={a} wholeMs={wholeMs} />
        <Bar side="b" of={b} wholeMs={wholeMs} />
      </span>
      <Change
        value={difference?.duration_ms ?? null}
        text={signedDuration(difference?.duration_ms ?? null)}
        title={words.columns.duration}
      />
      <Change value={null} text={signedCount(difference?.tokens ?? null)} title={words.columns.tokens} />
      <Change
        value={difference?.cost_usd ?? null}
        text={signedDollars(difference?.cost_usd ?? null)}
        title={words.columns.cost}
      />
    </div>
  );
}

/** Differences of less than this are not coloured, in the figure's unit. */
const NOISE = 1e-6;

function Change({ value, text, title }: { value: number | null; text: string; title: string }) {
  const tone =
    value === null || Math.abs(value) < NOISE || text === '0' ? '' : value > 0 ? 'is-worse' : 'is-better';
  return (
    <span role="cell" className={classNames('is-figure', tone)} data-title={title}>
      {text}
    </span>
  );
}

function Bar({ side, of, wholeMs }: { side: 'a' | 'b'; of: ComparedStep['a']; wholeMs: number }) {
  if (!of) return null;
  const left = Math.min(1, Math.max(0, of.first_offset_ms / wholeMs));
  const width = Math.min(1 - left, of.duration_ms / wholeMs);
  return (
    <span
      className={classNames('obs-compared-bar', `is-${side}`, of.count > 1 && 'is-many')}
      style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
    />
  );
}
