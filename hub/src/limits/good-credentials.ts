import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Recent } from './recent.ts';

const MOST = 10_000;

/**
 * Keys and sessions that were good here not long ago, by their hashes: they are let through where others of their address
 * guess keys, so that a wrong key in one process behind an address does not shut out the rest.
 */
export class GoodCredentials {
  readonly #hashes = new Recent<true>(MOST);

  add(credential: string): void {
    this.#hashes.set(hashOf(credential), true);
  }

  has(credential: string): boolean {
    return this.#hashes.get(hashOf(credential)) ?? false;
  }

  /** One that was refused is good no more. */
  remove(credential: string): void {
    this.#hashes.delete(hashOf(credential));
  }
}

/** What a request shows of who it is of, whatever it is worth; undefined for nothing. */
export function credentialOf({ headers }: FastifyRequest): string | undefined {
  const { authorization, cookie, 'x-api-key': key } = headers;
  if (authorization === undefined && key === undefined) return cookie;
  return JSON.stringify([authorization, key]);
}

function hashOf(credential: string): string {
  return createHash('sha256').update(credential).digest('base64');
}
