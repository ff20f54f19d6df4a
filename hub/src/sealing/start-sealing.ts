import type { Logger } from 'pino';
import { FIRST_PROJECT } from '../access/principal.ts';
import { type Audit, theHub } from '../audit/audit.ts';
import type { Closer } from '../open-store.ts';
import type { SealingSettings } from '../settings/sealing.ts';
import type { Database } from '../store/database.ts';
import { Encryption, type EncryptionTimes } from './encryption.ts';
import { keySourceOf } from './key-source.ts';
import { ResealJob, type ResealOptions } from './reseal-job.ts';

/** How often and how long; tests are in a hurry. */
export interface SealingTimes extends EncryptionTimes {
  readonly job?: Pick<ResealOptions, 'settleMs' | 'everyMs'>;
}

/** The hub's keys; null where the settings name none. Throws a KeyFault. */
export async function openEncryption(
  settings: SealingSettings,
  times: SealingTimes = {},
): Promise<Encryption | null> {
  const source = keySourceOf(settings);
  return source === null ? null : Encryption.open(source, times);
}

interface SealingParts {
  readonly encryption: Encryption | null;
  readonly database: Database;
  readonly audit: () => Audit;
  readonly log: Logger;
}

/** Looks for changed keys from now on. Throws a KeyFault where a key is not the one that sealed what is stored. */
export async function watchKeys(
  { encryption, database, audit, log }: SealingParts,
  closers: Closer[],
): Promise<void> {
  if (encryption === null) return;
  await encryption.start(database.workPool, {
    onError: (error) =>
      log.error({ err: error }, 'the encryption keys could not be read anew; those before go on'),
    onKey: (keyId) => {
      log.info({ key: keyId }, 'content is encrypted with another key');
      const entry = { project: FIRST_PROJECT, actor: theHub, address: null, outcome: 'done' } as const;
      audit()
        .record({ ...entry, action: 'encryption.key', target: keyId })
        .catch((error) => log.error({ err: error }, 'the change of key is not in the trail'));
    },
  });
  closers.push(() => encryption.stop());
}

/** Seals anew, in the background, what is stored in plain or under another key. */
export function startResealing(options: ResealOptions, closers: Closer[]): void {
  const job = new ResealJob(options);
  job.start();
  closers.push(() => job.stop());
}
