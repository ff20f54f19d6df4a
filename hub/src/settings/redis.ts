import { z } from 'zod';
import { file } from './values.ts';

/** Redis between several hubs on one database. */
export const redisVariables = {
  OBSERVATORY_REDIS_URL: z
    .url({
      protocol: /^rediss?$/,
      hostname: /./,
      error: 'expected a URL as redis://HOST:PORT, or rediss:// with TLS',
    })
    .optional()
    .describe(
      'Redis by which hubs on one database tell one another what is new, rediss:// with TLS; it may hold user and password. Not set: each hub finds that out from the database (docs/replicas.md).',
    ),
  OBSERVATORY_REDIS_URL_FILE: file('OBSERVATORY_REDIS_URL'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const redisSecrets = ['OBSERVATORY_REDIS_URL'] as const;

/** The URL of Redis; null: there is none. */
export function redisUrl(values: z.output<z.ZodObject<typeof redisVariables>>): string | null {
  return values.OBSERVATORY_REDIS_URL ?? null;
}
