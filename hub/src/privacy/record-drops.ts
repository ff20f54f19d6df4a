import { FIRST_PROJECT } from '../access/principal.ts';
import type { Audit } from '../audit/audit.ts';
import type { Dropped } from '../store/maintenance.ts';

/** Writes the days that the hub drops into the audit trail of its first project: a day holds the rows of all projects. */
export function recordDrops(
  audit: Audit,
  onError: (error: unknown) => void,
): (dropped: readonly (Dropped | { readonly tooLarge: string })[]) => void {
  return (dropped) => {
    for (const one of dropped) {
      const { target, detail } =
        'tooLarge' in one
          ? { target: 'all', detail: { day: one.tooLarge, reason: 'OBSERVATORY_MAX_DATABASE_BYTES' } }
          : { target: one.kind, detail: { days: one.days, before: one.before } };
      audit
        .record({
          project: FIRST_PROJECT,
          actor: { kind: 'hub', id: 'hub', name: 'hub' },
          address: null,
          action: 'retention.drop',
          target,
          outcome: 'done',
          detail,
        })
        .catch(onError);
    }
  };
}
