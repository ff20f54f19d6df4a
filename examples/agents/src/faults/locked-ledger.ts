import { DatabaseSync } from 'node:sqlite';
import type { Ledger } from '../tools/ledger.ts';
import type { Faults } from './faults.ts';

/** A ledger that finds its file locked by another connection, such as a backup, when the fault strikes. */
export function lockedLedger(ledger: Ledger, file: string, faults: Faults): Ledger {
  return {
    ...ledger,
    post(postings) {
      if (!faults.strikes('database_locked')) return ledger.post(postings);
      const backup = new DatabaseSync(file);
      backup.exec('BEGIN IMMEDIATE');
      try {
        ledger.post(postings);
      } finally {
        backup.exec('ROLLBACK');
        backup.close();
      }
    },
  };
}
