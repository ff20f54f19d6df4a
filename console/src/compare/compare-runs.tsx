import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { useChangeSearch, useSearchParam } from '../place/use-search-param.ts';
import { compareTexts } from '../texts/compare.ts';
import { runQuestion, traceComparisonQuestion } from './compare-questions.ts';
import { RunSlot } from './run-slot.tsx';
import { TraceCompared } from './trace-compared.tsx';

const words = compareTexts.pick;
const GOOD_FOR_MS = 30_000;

/** Two runs beside one another, step by step; without them in the address, a choice. */
export function CompareRuns() {
  const [a] = useSearchParam('a');
  const [b] = useSearchParam('b');
  const change = useChangeSearch();
  const nameOf = useNames(a, b);
  const comparison = useHubQuery(traceComparisonQuestion(a ?? '', b ?? ''), {
    on: a !== null && b !== null,
    goodForMs: GOOD_FOR_MS,
  });
  return (
    <>
      <div className="obs-slots">
        <RunSlot side="a" id={a} other={nameOf.b} onChoose={(id) => change({ a: id })} />
        <button
          type="button"
          className="obs-button obs-swap"
          disabled={a === null && b === null}
          onClick={() => change({ a: b, b: a })}
        >
          {words.swap}
        </button>
        <RunSlot side="b" id={b} other={nameOf.a} onChoose={(id) => change({ b: id })} />
      </div>
      {a !== null && b !== null ? (
        <Answer query={comparison} lines={10}>
          {(compared) => <TraceCompared comparison={compared} />}
        </Answer>
      ) : (
        <p className="obs-section-empty">{words.lead}</p>
      )}
    </>
  );
}

/** What the chosen runs are called: the other side offers runs of the same name first. */
function useNames(a: string | null, b: string | null) {
  const runA = useHubQuery(runQuestion(a ?? ''), { on: a !== null, goodForMs: GOOD_FOR_MS });
  const runB = useHubQuery(runQuestion(b ?? ''), { on: b !== null, goodForMs: GOOD_FOR_MS });
  return { a: runA.data?.name ?? null, b: runB.data?.name ?? null };
}
