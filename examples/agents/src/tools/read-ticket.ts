import { agentTracking } from '@observatory/shim';
import type { Run } from '../run.ts';
import type { Ticket } from './ticket-store.ts';

/** A ticket from the SQLite file. */
export function readTicket(run: Run, id: number): Promise<Ticket> {
  return agentTracking.trackTool({ name: 'read_ticket', type: 'datastore', arguments: { id } }, () =>
    run.tickets.read(id),
  );
}
