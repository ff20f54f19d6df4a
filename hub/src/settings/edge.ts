import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { commaList, SettingsError, wholeNumber } from './values.ts';

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

/** Not of everybody: whoever says X-Forwarded-For would be believed. */
const isAddressOrRange = (text: string) =>
  ipaddr.isValid(text) || (ipaddr.isValidCIDR(text) && ipaddr.parseCIDR(text)[1] > 0);

/** What stands between the network and the routes: limits, origins, TLS. */
export const edgeVariables = {
  OBSERVATORY_RATE_LIMIT: wholeNumber(1, 1_000_000)
    .default(600)
    .describe('Requests a minute that one key, person, or address without either may make; ingest apart.'),
  OBSERVATORY_INGEST_RATE_LIMIT: wholeNumber(0, 100_000_000)
    .default(0)
    .describe('Requests a minute with telemetry that one key or address may send; 0 for any number.'),
  OBSERVATORY_MAX_CONNECTIONS: wholeNumber(1, 1_000_000)
    .default(4000)
    .describe('Connections that one address may hold open.'),
  OBSERVATORY_TRUSTED_PROXIES: commaList
    .refine((addresses) => addresses.every(isAddressOrRange), {
      error: 'expected a comma list of addresses or ranges such as 10.0.0.0/8',
    })
    .describe(
      'Comma list of the addresses or ranges of proxies whose X-Forwarded-For is believed; none, unless given.',
    ),
  OBSERVATORY_AUDIT_RETENTION_DAYS: wholeNumber(1, 36_500)
    .default(365)
    .describe('Days that the audit trail is kept.'),
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
  /** The same of ingest; 0 for any number. */
  readonly ingestRateLimit: number;
  /** Of one address. */
  readonly maxConnections: number;
  readonly trustedProxies: readonly string[];
  readonly auditRetentionDays: number;
  /** As a browser's `Origin` names them. */
  readonly allowedOrigins: readonly string[];
  /** Null: the ports speak plain HTTP and gRPC. */
  readonly tls: TlsFilePaths | null;
}

type Values = z.output<z.ZodObject<typeof edgeVariables>>;

export function edgeSettings(values: Values): EdgeSettings {
  return {
    rateLimit: values.OBSERVATORY_RATE_LIMIT,
    ingestRateLimit: values.OBSERVATORY_INGEST_RATE_LIMIT,
    maxConnections: values.OBSERVATORY_MAX_CONNECTIONS,
    trustedProxies: values.OBSERVATORY_TRUSTED_PROXIES,
    auditRetentionDays: values.OBSERVATORY_AUDIT_RETENTION_DAYS,
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
