import type { Batch } from '../store/batch.ts';
import { emptyBatch } from '../store/batch.ts';
import type { Database } from '../store/database.ts';
import type { AlertAction } from './alert-actions.ts';
import { readFiring } from './read-alerts.ts';
import { readOpenSilences, silenceFor } from './silences.ts';

/** Who silences by itself, where no person did. */
const HUB = 'hub';

/**
 * Brings the alerts that fire in line with the silences that hold now: those that began, and those that are over. Does
 * nothing the second time.
 */
export async function renewSilences(
  { database, store }: { readonly database: Database; readonly store: (batch: Batch) => Promise<void> },
  project: string | null,
  nowUs: number,
): Promise<void> {
  const silences = await readOpenSilences(database.pool, project === null ? null : [project], nowUs);
  const rows = await readFiring(database, project, silences.length > 0);
  const batch = emptyBatch();
  for (const row of rows) {
    const silence = silenceFor(row, silences, nowUs);
    if ((silence?.id ?? null) === row.silence_id && (silence?.endsUs ?? null) === row.silenced_until)
      continue;
    const action: AlertAction = {
      project: row.project,
      fingerprint: row.fingerprint,
      startsUs: row.starts_at,
      action: silence === undefined ? 'unsilence' : 'silence',
      by: silence?.createdBy ?? HUB,
      comment: silence?.comment ?? '',
      atUs: nowUs,
      ...(silence && { silence: { id: silence.id, untilUs: silence.endsUs } }),
    };
    batch.alertActions.push(action);
  }
  if (batch.alertActions.length > 0) await store(batch);
}
