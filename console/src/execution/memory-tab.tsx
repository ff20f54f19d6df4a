import { formatDuration } from '../lib/format-duration.ts';
import { toMs } from '../lib/format-time.ts';
import { Icon } from '../parts/icon.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { ValueView } from '../parts/value-view.tsx';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';
import type { MemoryOperation } from './memory-operations.ts';

const words = executionTexts.memory;

interface MemoryTabProps {
  readonly operations: readonly MemoryOperation[];
  readonly startMs: number;
  readonly onSelect: (stepId: string) => void;
}

/** What an execution kept, changed and looked up in the memory of its agent. */
export function MemoryTab({ operations, startMs, onSelect }: MemoryTabProps) {
  return (
    <ol className="obs-conversation" aria-label={words.title}>
      {operations.map(({ spanId, operation, store, record, hasFailed, startTime, records }) => (
        <li key={spanId} className="obs-said is-memory">
          <h3>
            <KindIcon kind="memory" />
            <span>{words.operations[operation] ?? operation}</span>
            {hasFailed && (
              <span className="obs-step-failed">
                <Icon name="failed" /> {texts.status.failed}
              </span>
            )}
            <span className="obs-said-time">{`+${formatDuration(Math.max(0, toMs(startTime) - startMs))}`}</span>
            <button type="button" className="obs-button is-quiet" onClick={() => onSelect(spanId)}>
              {executionTexts.messages.show}
            </button>
          </h3>
          <p className="obs-state-note obs-foreign">
            {store !== null && `${words.store} ${store}`}
            {store !== null && record !== null && ' · '}
            {record !== null && `${words.record} ${record}`}
          </p>
          {records === null ? (
            <p className="obs-state-note">{words.contentMissing}</p>
          ) : (
            <ValueView value={records} label={words.record} />
          )}
        </li>
      ))}
    </ol>
  );
}
