import type { Severity } from '@observatory/shim/conventions';
import { alertSourceOf } from '../alerts/alert-event.ts';
import type { AlertNotice } from '../alerts/alert-notice.ts';
import { fingerprintOf } from '../alerts/fingerprint.ts';
import { timeTaken } from '../rules/durations.ts';
import type { PendingEvent } from '../store/batch.ts';
import { sourceHash } from '../store/source-ids.ts';
import type { HealthState } from './health-change.ts';
import type { EndedFigures, HealthScore, HealthStatus } from './score.ts';

/** A change of a project's health that is told. */
export interface HealthChange {
  readonly project: string;
  readonly before: HealthState;
  readonly after: HealthState;
  readonly score: HealthScore;
  /** What the score is of. */
  readonly figures: EndedFigures;
  readonly nowUs: number;
}

const severityOf: Readonly<Record<HealthStatus, Severity>> = {
  healthy: 'info',
  degraded: 'warn',
  critical: 'error',
};
export const healthSource = alertSourceOf('hub');
const ALERT = 'FleetHealthCritical';

/** The event of a change. Its id is of the change, so that it is stored once, whichever hubs tell it. */
export function healthEvent({ project, before, after, score, figures }: HealthChange): PendingEvent {
  const { status, sinceUs } = after;
  return {
    project,
    time: sinceUs,
    id: `health ${status} ${sinceUs}`,
    type: 'health_change',
    severity: severityOf[status],
    message: `The fleet is ${status} (score ${score.score}), it was ${before.status}: ${describe(figures)}`,
    execution_id: null,
    trace_id: null,
    span_id: null,
    step: null,
    source_id: sourceHash(healthSource),
    service: healthSource.service,
    attributes: {
      'health.status': status,
      'health.previous_status': before.status,
      'health.score': score.score,
      'health.parts': { ...score.parts },
      'health.ended': figures.ended,
      'health.failed': figures.failed,
    },
  };
}

/** The alert that begins where a fleet becomes critical and is over where it no longer is; null for other changes. */
export function healthAlert({
  project,
  before,
  after,
  score,
  figures,
  nowUs,
}: HealthChange): AlertNotice | null {
  const isFiring = after.status === 'critical';
  if (!isFiring && before.status !== 'critical') return null;
  const labels = { alertname: ALERT, severity: 'critical', project };
  return {
    project,
    source: 'hub',
    fingerprint: fingerprintOf(labels),
    name: ALERT,
    severity: 'critical',
    status: isFiring ? 'firing' : 'resolved',
    labels,
    annotations: {
      summary: isFiring
        ? `The health of the fleet is critical, score ${score.score} of 100.`
        : `The health of the fleet is ${after.status} again, score ${score.score} of 100.`,
      description: `${describe(figures)} Points: ${score.parts.success.toFixed(1)} of 40 for success, ${score.parts.errors.toFixed(1)} of 30 for errors, ${score.parts.duration.toFixed(1)} of 30 for time.`,
    },
    startsUs: isFiring ? after.sinceUs : before.sinceUs,
    endsUs: isFiring ? null : after.sinceUs,
    generatorUrl: null,
    receivedUs: nowUs,
  };
}

function describe({ ended, completed, failed, averageMs }: EndedFigures): string {
  if (ended === 0) return 'nothing ended in the last hour.';
  return `of ${ended} executions that ended in the last hour ${completed} completed and ${failed} failed, ${timeTaken(averageMs ?? 0)} on average.`;
}
