import { Problem } from '../hub/problem.ts';
import { executionsTexts } from '../texts/executions.ts';

const words = executionsTexts.search;

/** Where the hub stopped to understand a query: a place in its text, null where the problem is another one. */
export function faultPlace(error: unknown): number | null {
  if (!(error instanceof Problem)) return null;
  const [, place] = /^query\.query@(\d+)$/.exec(error.where ?? '') ?? [];
  return place === undefined ? null : Number(place);
}

/** Says what is wrong with a query and shows the place. */
export function SearchFault({ id, text, error }: { id: string; text: string; error: Error }) {
  const place = Math.min(faultPlace(error) ?? text.length, text.length);
  const [, word = ''] = /^(\S*)/.exec(text.slice(place)) ?? [];
  return (
    <div id={id} className="obs-search-fault" role="alert">
      <p>{error.message}</p>
      <p>
        <span className="obs-sr-only">{words.fault} </span>
        <code className="obs-foreign">
          {text.slice(0, place)}
          <mark>{word === '' ? words.theEnd : word}</mark>
          {text.slice(place + word.length)}
        </code>
      </p>
    </div>
  );
}
