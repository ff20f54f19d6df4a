import { createHash } from 'node:crypto';
import { normaliseMessage } from './normalise-message.ts';

/** What failures of one cause have in common. */
export interface FailureKind {
  readonly type: string;
  readonly message: string;
  /** Name of the innermost step that failed; null where no step did. */
  readonly step: string | null;
}

/** The same 16 hex digits for all failures of one cause. */
export function fingerprintOf({ type, message, step }: FailureKind): string {
  const parts = [type, normaliseMessage(message), step === null ? null : normaliseMessage(step)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
