import { useState } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { briefText } from '../lib/visible-text.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { executionTexts } from '../texts/execution.ts';
import type { RetryChain } from './retry-chains.ts';

const words = executionTexts.retries;
const SHOWN = 4;

interface RetryPanelProps {
  readonly chains: readonly RetryChain[];
  readonly selectedId: string | null;
  readonly onSelect: (stepId: string) => void;
}

/** Steps that were tried again: what each try came to. */
export function RetryPanel({ chains, selectedId, onSelect }: RetryPanelProps) {
  const [all, setAll] = useState(false);
  const shown = all ? chains : chains.slice(0, SHOWN);
  return (
    <Panel title={words.title} note={words.note(chains.length)} className="is-whole">
      <div className="obs-retries">
        {shown.map(({ name, tries, isMended }) => (
          <div key={tries[0]?.id} className="obs-retry">
            <h3>
              {tries[0] && <KindIcon kind={tries[0].kind} />}
              <span className="obs-foreign">{name}</span>
              <span className={isMended ? 'obs-retry-end is-completed' : 'obs-retry-end is-failed'}>
                {outcome(tries, isMended)}
              </span>
            </h3>
            <ol>
              {tries.map((one, index) => (
                <li key={one.id}>
                  <Try
                    node={one}
                    before={tries[index - 1]}
                    isSelected={one.id === selectedId}
                    onSelect={onSelect}
                  />
                </li>
              ))}
            </ol>
          </div>
        ))}
      </div>
      {shown.length < chains.length && (
        <button type="button" className="obs-button" onClick={() => setAll(true)}>
          {words.more(chains.length - shown.length)}
        </button>
      )}
    </Panel>
  );
}

function outcome(tries: readonly WaterfallNode[], isMended: boolean): string {
  const last = tries.at(-1);
  if (isMended) return words.mended(last?.step?.attempt ?? tries.length);
  return last?.status === 'failed' ? words.failed(tries.length) : words.running;
}

interface TryProps {
  readonly node: WaterfallNode;
  readonly before: WaterfallNode | undefined;
  readonly isSelected: boolean;
  readonly onSelect: (stepId: string) => void;
}

function Try({ node, before, isSelected, onSelect }: TryProps) {
  const now = useNow(1_000, node.endMs === null);
  const waited = before?.endMs == null ? null : node.startMs - before.endMs;
  return (
    <button
      type="button"
      className={`obs-try is-${node.status}`}
      aria-pressed={isSelected}
      onClick={() => onSelect(node.id)}
    >
      <span className="obs-try-head">
        <strong>{words.nth(node.step?.attempt ?? 1)}</strong>
        {waited !== null && waited >= 1 && (
          <span className="obs-try-waited">{words.waited(formatDuration(waited))}</span>
        )}
      </span>
      <span className="obs-try-head">
        <StatusBadge status={node.status} />
        <span>{formatDuration(Math.max(0, (node.endMs ?? now) - node.startMs))}</span>
      </span>
      {node.step?.error && (
        <span className="obs-try-error obs-foreign">
          <strong>{briefText(node.step.error.type)}</strong> {briefText(node.step.error.message)}
        </span>
      )}
    </button>
  );
}
