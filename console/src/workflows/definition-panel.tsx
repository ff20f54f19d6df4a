import { useHub } from '../hub/hub-context.tsx';
import type { Workflow } from '../hub/types.ts';
import { Panel } from '../parts/panel.tsx';
import { Snippet } from '../parts/snippet.tsx';
import { Ago } from '../parts/time.tsx';
import { ValueView } from '../parts/value-view.tsx';
import { workflowsTexts } from '../texts/workflows.ts';

const words = workflowsTexts.one;

/** How a workflow is defined, where the hub was told. */
export function DefinitionPanel({ workflow }: { readonly workflow: Workflow }) {
  const { url } = useHub();
  const { definition, defined_at, name } = workflow;
  if (definition === null || definition === undefined) {
    const origin = url === '' && typeof location !== 'undefined' ? location.origin : url;
    return (
      <Panel title={words.definition}>
        <p className="is-absent">{words.noDefinition}</p>
        <Snippet
          title={words.definitionTitle}
          text={words.definitionSnippet(origin, name)}
          copyLabel={words.copyDefinition}
        />
      </Panel>
    );
  }
  return (
    <Panel title={words.definition} note={defined_at !== null && <Ago time={defined_at} />}>
      <ValueView value={definition} label={words.definition} />
    </Panel>
  );
}
