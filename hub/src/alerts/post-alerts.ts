import type { Database } from '../store/database.ts';
import type { AlertmanagerApi } from './alertmanager-api.ts';
import { readToPost } from './read-alerts.ts';
import { noteTold, readUntoldSilences } from './silences.ts';

/** Prometheus tells of an alert that is over for a quarter of an hour, for an Alertmanager that was away. */
const OVER_US = 15 * 60e6;

/** Tells Alertmanager of the hub's own alerts: what fires, and what was over lately. */
export async function postAlerts(database: Database, api: AlertmanagerApi, nowUs: number): Promise<void> {
  const rows = await readToPost(database, nowUs - OVER_US);
  if (rows.length > 0) await api.postAlerts(rows, nowUs);
}

/** Tells Alertmanager of silences that it does not know yet, or does not know to be over. */
export async function postSilences(database: Database, api: AlertmanagerApi, nowUs: number): Promise<void> {
  for (const silence of await readUntoldSilences(database.workPool, nowUs)) {
    if (silence.deletedUs === null) {
      const alertmanagerId = await api.postSilence(silence);
      await noteTold(database.workPool, silence, { alertmanagerId });
    } else {
      await api.deleteSilence(silence.alertmanagerId ?? '');
      await noteTold(database.workPool, silence, 'ended');
    }
  }
}
