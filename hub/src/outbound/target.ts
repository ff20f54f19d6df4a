import { OutboundError } from './outbound-error.ts';

/** Ports that fetch refuses (WHATWG Fetch, "bad port"): a server of another protocol could be made to obey what is sent. */
const BAD_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);
const MAX_LENGTH = 4096;

export interface Target {
  readonly url: URL;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads the address that a request goes to. Every way to write an IPv4 address (decimal, octal, hex, other digits and
 * dots) is the same one afterwards (WHATWG URL, "host parsing"). Throws where it is none that the hub asks.
 */
export function targetOf(text: string | URL): Target {
  const given = String(text);
  if (given.length > MAX_LENGTH || !URL.canParse(given)) throw refused('it is no URL');
  const url = new URL(given);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('only http and https are asked');
  if (url.username !== '' || url.password !== '') throw refused('it holds a user or password');
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (BAD_PORTS.has(port)) throw refused(`port ${port} is of another protocol`);
  return { url, host: url.hostname.replace(/^\[|\]$/g, ''), port };
}

function refused(why: string): OutboundError {
  return new OutboundError('refused_target', `The address is refused: ${why}.`);
}
