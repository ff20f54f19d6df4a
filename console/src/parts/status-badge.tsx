import type { ExecutionStatus } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { texts } from '../texts/common.ts';
import { Icon } from './icon.tsx';

/** A status as word, sign and colour. */
export function StatusBadge({ status }: { status: ExecutionStatus }) {
  return (
    <span className={`obs-status is-${status}`}>
      <Icon name={status} />
      <span className="obs-status-word">{wordOf(texts.status, status)}</span>
    </span>
  );
}
