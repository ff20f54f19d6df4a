import ipaddr from 'ipaddr.js';

/** Global unicast (RFC 4291, "Global Unicast Address"): what lies outside is nobody's on the Internet. */
const GLOBAL_V6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** The one prefix that has IPv4 in its last four bytes wherever it is (RFC 6052); 64:ff9b:1::/48 is each network's own. */
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];
/** Azure's machine agent and DNS: a public address that is not one; the other clouds' are link-local or private. */
const AZURE_WIRE_SERVER = '168.63.129.16';

/** The address that packets go to in the end: of IPv4 in IPv6 (mapped, or NAT64 by RFC 6052) the IPv4 one. */
export function embeddedAddress(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.match(NAT64))
    return new ipaddr.IPv4(parsed.toByteArray().slice(12));
  return parsed;
}

/**
 * Why the hub does not connect to an address by itself: the name of its range, such as `private`, `loopback` or
 * `linkLocal` (where clouds keep their metadata); null for one on the Internet. What is no address is refused too.
 */
export function refusedRange(address: string): string | null {
  // A zone names an interface: it is of this machine.
  if (!ipaddr.isValid(address) || address.includes('%')) return 'unknown';
  const target = embeddedAddress(address);
  if (target.toString() === AZURE_WIRE_SERVER) return 'reserved';
  const range = target.range();
  if (range !== 'unicast') return range;
  return target instanceof ipaddr.IPv6 && !target.match(GLOBAL_V6) ? 'reserved' : null;
}
