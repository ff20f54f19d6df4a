import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Services, startServices } from './services/start-services.ts';
import { type Ledger, openLedger } from './tools/ledger.ts';
import { createReviewTools, type ReviewTools } from './tools/review-tools.ts';
import { openTicketStore, type TicketStore } from './tools/ticket-store.ts';

/** What all runs share: two SQLite files in a folder of their own, the services, the MCP client. */
export interface Backends {
  readonly services: Services;
  readonly tickets: TicketStore;
  readonly ledger: Ledger;
  readonly ledgerFile: string;
  readonly reviewTools: ReviewTools;
  /** Also removes the folder. */
  close(): Promise<void>;
}

export async function openBackends(options: { readonly speed: number }): Promise<Backends> {
  const folder = mkdtempSync(join(tmpdir(), 'demo-fleet-'));
  const ledgerFile = join(folder, 'ledger.db');
  const services = await startServices(options);
  const tickets = openTicketStore(join(folder, 'tickets.db'));
  const ledger = openLedger(ledgerFile);
  const reviewTools = createReviewTools();

  return {
    services,
    tickets,
    ledger,
    ledgerFile,
    reviewTools,
    async close() {
      await reviewTools.close();
      await services.close();
      tickets.close();
      ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
