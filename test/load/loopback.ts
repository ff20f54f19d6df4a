import { isIP } from 'node:net';

/** Whether an address is this machine's own: `localhost`, 127.0.0.0/8, `::1`. */
export function isLoopback(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
