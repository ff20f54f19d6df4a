import ipaddr from 'ipaddr.js';
import { embeddedAddress, refusedRange } from './address-class.ts';

/** Private targets that an operator allows. */
export interface AllowedTargets {
  /** Whether a name may be asked wherever it leads. */
  readonly allowsHost: (host: string, port: number) => boolean;
  /** Whether an address may be connected to. */
  readonly allowsAddress: (address: string, port: number) => boolean;
}

interface Entry {
  readonly host: string | null;
  readonly network: [ipaddr.IPv4 | ipaddr.IPv6, number] | null;
  readonly port: number | null;
}

const ENTRY =
  /^(?:\[([^\]]+)\]|([^:[\]]+)|([0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:\/\d{1,3})?))(?::(\d{1,5}))?$/;
const NAME = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$/;

/** Entries of OBSERVATORY_ALLOW_PRIVATE_TARGETS: host names, addresses, either with a port, and CIDRs. Throws at another. */
export function allowedTargets(entries: readonly string[]): AllowedTargets {
  const list = entries.map(readEntry);
  const isPort = (entry: Entry, port: number) => entry.port === null || entry.port === port;
  return {
    allowsHost: (host, port) => list.some((entry) => entry.host === plainHost(host) && isPort(entry, port)),
    allowsAddress: (address, port) =>
      refusedRange(address) === null ||
      (ipaddr.isValid(address) &&
        list.some((entry) => isPort(entry, port) && isWithin(embeddedAddress(address), entry.network))),
  };
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, network: Entry['network']): boolean {
  return network !== null && address.kind() === network[0].kind() && address.match(network);
}

/** A host as it is compared: lower case, without the dot at the end of a full name. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function readEntry(text: string): Entry {
  const [, bracketed, plain, bare, portText] = ENTRY.exec(text) ?? [];
  const host = (bracketed ?? plain ?? bare ?? '').toLowerCase();
  const port = portText === undefined ? null : Number(portText);
  if (port === null || (port > 0 && port < 65_536)) {
    if (ipaddr.isValidCIDR(host)) return { host: null, network: ipaddr.parseCIDR(host), port };
    if (ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host)) {
      const address = ipaddr.process(host);
      return { host: null, network: [address, address.kind() === 'ipv4' ? 32 : 128], port };
    }
    if (NAME.test(host) && !/^[\d.]+$/.test(host)) return { host: plainHost(host), network: null, port };
  }
  throw new Error(
    `expected host names, host:port or CIDRs with commas between them; got ${text.slice(0, 60)}`,
  );
}
