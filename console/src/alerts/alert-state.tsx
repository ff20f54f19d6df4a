import type { Alert } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { alertsTexts } from '../texts/alerts.ts';

/** How an alert stands, with its severity while it fires. */
export function AlertState({ alert: { state, severity } }: { alert: Pick<Alert, 'state' | 'severity'> }) {
  return (
    <span className={`obs-alert-state is-${state} is-${severity}`}>
      <span className="obs-chip-dot" aria-hidden="true" />
      {wordOf(alertsTexts.states, state)}
    </span>
  );
}

/** A severity in words; another system may know others. */
export const severityWords = (severity: string): string => alertsTexts.severities[severity] ?? severity;
