import { z } from 'zod';
import { commaList, SettingsError, wholeNumber } from './values.ts';

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

/** What stands between the network and the routes: limits, origins, TLS. */
export const edgeVariables = {
  OBSERVATORY_RATE_LIMIT: wholeNumber(1, 1_000_000)
    .default(600)
    .describe('Requests a minute that one key may make.'),
  OBSERVATORY_ALLOWED_ORIGINS: commaList
    .refine((origins) => origins.every(isOrigin), {
      error: 'expected a comma list of origins such as https://console.example, without a path and without *',
    })
    .describe("Comma list of the origins whose pages may use the hub from a browser, beside the hub's own."),
  OBSERVATORY_TLS_CERT_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file of the certificate and what is between it and its root; all ports speak TLS then.'),
  OBSERVATORY_TLS_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("PEM file of the certificate's key; both files are read again when they change."),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const edgeSecrets = [] as const;

/** PEM files, by their paths. */
export interface TlsFilePaths {
  readonly certificate: string;
  readonly key: string;
}

export interface EdgeSettings {
  /** Requests a minute. */
  readonly rateLimit: number;
  /** As a browser's `Origin` names them. */
  readonly allowedOrigins: readonly string[];
  /** Null: the ports speak plain HTTP and gRPC. */
  readonly tls: TlsFilePaths | null;
}

type Values = z.output<z.ZodObject<typeof edgeVariables>>;

export function edgeSettings(values: Values): EdgeSettings {
  return {
    rateLimit: values.OBSERVATORY_RATE_LIMIT,
    allowedOrigins: values.OBSERVATORY_ALLOWED_ORIGINS,
    tls: tlsOf(values),
  };
}

function tlsOf({ OBSERVATORY_TLS_CERT_FILE: certificate, OBSERVATORY_TLS_KEY_FILE: key }: Values) {
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if (certificate === undefined && key === undefined) return null;
  const [missing, given] =
    key === undefined
      ? ['OBSERVATORY_TLS_KEY_FILE', 'OBSERVATORY_TLS_CERT_FILE']
      : ['OBSERVATORY_TLS_CERT_FILE', 'OBSERVATORY_TLS_KEY_FILE'];
  throw new SettingsError(`${missing}: expected it together with ${given}; got none`);
}
