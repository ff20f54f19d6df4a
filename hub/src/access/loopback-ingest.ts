import { isIPv4 } from 'node:net';

/** Headers by which a proxy says that it passed a request on. */
export const forwardingHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
] as const;

/** How a request reached the hub, as far as it matters here. */
export interface Arrival {
  /** Of the other end of the connection. */
  readonly address: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** What the browser says of where it comes from. */
  readonly site: string | undefined;
  readonly isForwarded: boolean;
}

/** Whether an address or name is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  // 127.0.0.256 is a name, which leads wherever somebody says.
  return plain === 'localhost' || plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

/**
 * Whether a request may bring telemetry without a key (design decision 7): from a process on this machine, by one of the
 * hub's own names, from no page of another site, and not passed on by a proxy, behind which anyone may be.
 */
export function isLocalArrival(arrival: Arrival, allowedHosts: readonly string[]): boolean {
  const { address, host, origin, site, isForwarded } = arrival;
  if (!isLoopback(address) || isForwarded || host === undefined) return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return strangerAmong(host, origin, allowedHosts) === undefined;
}

/** The name of Host or Origin that is none of the hub's. */
export function strangerAmong(
  host: string | undefined,
  origin: string | undefined,
  allowedHosts: readonly string[],
): string | undefined {
  const names = [host, origin === undefined ? undefined : hostOfOrigin(origin)];
  return names.find((name) => name !== undefined && !allowedHosts.includes(nameOf(name)));
}

/** What follows the scheme of an origin; one that is none (`null`) as it is. */
export function hostOfOrigin(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}

/** `localhost:3001` → `localhost`, `[::1]:3001` → `[::1]`. */
export function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
