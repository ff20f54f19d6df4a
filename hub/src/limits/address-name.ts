import ipaddr from 'ipaddr.js';

const V6_PREFIX_PARTS = 4;

/**
 * What an address counts as: an IPv6 address as its /64, which is what one customer of a provider has at least, so that
 * nobody counts as many; an IPv4 address in IPv6 form as itself.
 */
export function addressName(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, V6_PREFIX_PARTS).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/** Whether an address is one of a list of addresses and ranges (CIDR). */
export function isAmong(address: string, list: readonly string[]): boolean {
  if (list.length === 0 || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return list.some((entry) => {
    const [network, bits] = ipaddr.isValidCIDR(entry)
      ? ipaddr.parseCIDR(entry)
      : ([ipaddr.process(entry), undefined] as const);
    if (network.kind() !== parsed.kind()) return false;
    return parsed.match(network, bits ?? (network.kind() === 'ipv4' ? 32 : 128));
  });
}
