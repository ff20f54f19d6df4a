import { useHub } from '../hub/hub-context.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Snippet } from '../parts/snippet.tsx';
import { evaluationsTexts as words } from '../texts/evaluations.ts';

/** How to record a judgement, where there is none yet. */
export function NoEvaluation() {
  const { url } = useHub();
  const origin = url === '' && typeof location !== 'undefined' ? location.origin : url;
  const { snippetTitle, apiTitle } = words;
  return (
    <EmptyNote level={2} title={words.empty}>
      <p>{words.emptyText}</p>
      <Snippet title={snippetTitle} text={words.snippet} copyLabel={words.copy(snippetTitle)} />
      <Snippet title={apiTitle} text={words.apiSnippet(origin)} copyLabel={words.copy(apiTitle)} />
    </EmptyNote>
  );
}
