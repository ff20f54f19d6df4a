import { readFileSync } from 'node:fs';
import type { OtlpTarget } from '../config/shim-config.ts';
import { sayOnce } from './say.ts';

export interface TlsFiles {
  readonly ca?: Buffer;
  readonly key?: Buffer;
  readonly cert?: Buffer;
}

/** Certificates and key of a target. A file that cannot be read is named once and left out. */
export function readTlsFiles({ certificate, clientKey, clientCertificate }: OtlpTarget): TlsFiles {
  const [ca, key, cert] = [certificate, clientKey, clientCertificate].map(readPem);
  return { ...(ca && { ca }), ...(key && { key }), ...(cert && { cert }) };
}

function readPem(path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sayOnce(`pem:${path}`, `a certificate or key of OTLP is left out: ${reason}`);
    return undefined;
  }
}
