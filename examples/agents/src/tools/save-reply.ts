import { agentTracking } from '@observatory/shim';
import type { Run } from '../run.ts';

/** Writes the answer to a ticket into the SQLite file. */
export function saveReply(run: Run, id: number, text: string): Promise<void> {
  return agentTracking.trackTool({ name: 'save_reply', type: 'datastore', arguments: { id, text } }, () =>
    run.tickets.saveReply(id, text),
  );
}
