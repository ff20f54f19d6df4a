import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { TlsFilePaths } from '../settings/edge.ts';
import { SettingsError } from '../settings/values.ts';

/** A certificate with its chain and its key, as PEM. */
export interface TlsPair {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly expiresAt: Date;
}

/** Reads both files. Throws where they are not readable, not PEM, or do not belong together; the message holds no key. */
export async function readTlsPair(paths: TlsFilePaths): Promise<TlsPair> {
  const [certificate, key] = await Promise.all([readFile(paths.certificate), readFile(paths.key)]);
  try {
    createSecureContext({ cert: certificate, key });
    return { certificate, key, expiresAt: new X509Certificate(certificate).validToDate };
  } catch (error) {
    const { code = 'no reason given' } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      `OBSERVATORY_TLS_CERT_FILE and OBSERVATORY_TLS_KEY_FILE: ${paths.certificate} and ${paths.key} are not a certificate and its key in PEM without a passphrase (${code})`,
    );
  }
}
