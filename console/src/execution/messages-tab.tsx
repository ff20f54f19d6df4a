import { useState } from 'react';
import { formatDuration } from '../lib/format-duration.ts';
import { KindIcon } from '../parts/kind-icon.tsx';
import { executionTexts } from '../texts/execution.ts';
import type { Said } from './conversation.ts';
import { ExchangeView, ToolView } from './exchange-view.tsx';

const words = executionTexts.messages;
const PAGE = 30;

interface MessagesTabProps {
  readonly said: readonly Said[];
  readonly startMs: number;
  readonly onSelect: (stepId: string) => void;
}

/** What was said in an execution, call by call. */
export function MessagesTab({ said, startMs, onSelect }: MessagesTabProps) {
  const [shown, setShown] = useState(PAGE);
  if (said.length === 0) return <p className="obs-section-empty">{words.empty}</p>;
  return (
    <ol className="obs-conversation">
      {said.slice(0, shown).map(({ node, exchange, tool }) => (
        <li key={node.id} className={`obs-said is-${node.kind}`}>
          <h3>
            <KindIcon kind={node.kind} />
            <span className="obs-foreign">{node.name}</span>
            <span className="obs-said-time">+{formatDuration(Math.max(0, node.startMs - startMs))}</span>
            <button type="button" className="obs-button is-quiet" onClick={() => onSelect(node.id)}>
              {words.show}
            </button>
          </h3>
          {exchange && <ExchangeView exchange={exchange} />}
          {tool && <ToolView tool={tool} />}
        </li>
      ))}
      {said.length > shown && (
        <li>
          <button type="button" className="obs-button" onClick={() => setShown(shown + PAGE)}>
            {words.more(said.length - shown)}
          </button>
        </li>
      )}
    </ol>
  );
}
