import { createHash } from 'node:crypto';
import type { ImageReference } from './image-reference.ts';

/** A digest could not be had. The message says from where and what came instead. */
export class RegistryError extends Error {}

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const TIMEOUT_MS = 30_000;

/**
 * The digest of what a tag names now, from the registry's HTTP API (OCI distribution, version 2), without an account.
 * Of an image for several platforms it is the digest of the index. It is computed from the manifest itself.
 */
export async function resolveDigest({ registry, repository, tag }: ImageReference): Promise<string> {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const scheme = /^(localhost|127\.0\.0\.1)(:|$)/.test(host) ? 'http' : 'https';
  const url = `${scheme}://${host}/v2/${repository}/manifests/${tag}`;
  let response = await get(url, { accept: ACCEPT });
  if (response.status === 401) {
    const token = await anonymousToken(response.headers.get('www-authenticate') ?? '', repository, url);
    response = await get(url, { accept: ACCEPT, authorization: `Bearer ${token}` });
  }
  if (!response.ok) throw new RegistryError(`${url}: expected a manifest; got HTTP ${response.status}`);
  const digest = `sha256:${createHash('sha256')
    .update(await response.bytes())
    .digest('hex')}`;
  const said = response.headers.get('docker-content-digest');
  if (said === null || said === digest) return digest;
  throw new RegistryError(`${url}: expected the manifest of ${said}; got that of ${digest}`);
}

async function anonymousToken(challenge: string, repository: string, url: string): Promise<string> {
  const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = field('realm');
  if (!/^bearer /i.test(challenge) || realm === undefined) {
    throw new RegistryError(`${url}: expected a registry that answers without an account; got HTTP 401`);
  }
  const service = field('service');
  const query = new URLSearchParams({
    ...(service === undefined ? {} : { service }),
    scope: field('scope') ?? `repository:${repository}:pull`,
  });
  const response = await get(`${realm}?${query}`, {});
  const body = response.ok ? ((await response.json()) as { token?: unknown; access_token?: unknown }) : {};
  const token = body.token ?? body.access_token;
  if (typeof token === 'string') return token;
  throw new RegistryError(`${realm}: expected a token to pull ${repository}; got HTTP ${response.status}`);
}

async function get(url: string, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new RegistryError(`${url} cannot be reached: ${cause instanceof Error ? cause.message : message}`);
  }
}
