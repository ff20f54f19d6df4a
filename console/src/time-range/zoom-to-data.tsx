import { useHub } from '../hub/hub-context.tsx';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { shellTexts } from '../texts/shell.ts';
import { writeDuration } from './time-range.ts';
import { useTimeRange } from './use-time-range.ts';
import { type YoungData, youngDataQuestion } from './young-data.ts';

const words = shellTexts.range;
const REFRESH_MS = 60_000;
/** Shorter ranges of pages are fine enough for the first minutes of a hub. */
const LEAST_MINUTES = 180;

/** Offers the range that holds all data where the one of the page is nearly empty, as with a new hub. */
export function ZoomToData({ rangeMinutes }: { readonly rangeMinutes: number }) {
  const { queries } = useHub();
  const { isGiven, setRange } = useTimeRange(rangeMinutes);
  const question = youngDataQuestion(rangeMinutes);
  const isFinal = queries.getQueryData<YoungData>(question.key)?.isFinal ?? false;
  const { data } = useHubQuery(question, {
    on: !isGiven && rangeMinutes >= LEAST_MINUTES,
    everyMs: isFinal ? false : REFRESH_MS,
    goodForMs: isFinal ? Number.POSITIVE_INFINITY : REFRESH_MS,
  });
  if (isGiven || !data || data.minutes === null) return null;
  const { minutes } = data;
  return (
    <button
      type="button"
      className="obs-button obs-zoom-to-data"
      onClick={() => setRange({ kind: 'last', minutes })}
    >
      {words.zoomToData(words.last[writeDuration(minutes)] ?? '')}
    </button>
  );
}
