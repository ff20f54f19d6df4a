import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AllowedTargets } from './allowed-targets.ts';
import { OutboundError } from './outbound-error.ts';

/** Finds the addresses of a name, all of them. */
export type Lookup = (
  host: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Addresses of a host that may be connected to. Rejects where it has none. */
export function checkedAddresses(
  host: string,
  port: number,
  allowed: AllowedTargets,
  lookup: Lookup = systemLookup,
): Promise<[LookupAddress, ...LookupAddress[]]> {
  const family = isIP(host);
  const isNamed = family === 0 && allowed.allowsHost(host, port);
  const check = (found: LookupAddress[]): [LookupAddress, ...LookupAddress[]] => {
    const [first, ...others] = found.filter(({ address }) => isNamed || allowed.allowsAddress(address, port));
    if (first !== undefined) return [first, ...others];
    throw new OutboundError(
      'refused_target',
      'The address is refused: it leads to no public address (OBSERVATORY_ALLOW_PRIVATE_TARGETS allows others).',
    );
  };
  if (family !== 0) return Promise.resolve([{ address: host, family }]).then(check);
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) reject(new OutboundError('connection', `The name is not known (${error.code ?? 'DNS'}).`));
      else resolve(found);
    });
  }).then((found) => check(found as LookupAddress[]));
}

/** The same in the form that sockets take, so that what was checked is what is connected to. */
export function lookupOf(port: number, allowed: AllowedTargets, lookup?: Lookup): LookupFunction {
  return (host, options, done) => {
    checkedAddresses(host, port, allowed, lookup).then(
      (found) => (options.all ? done(null, found) : done(null, found[0].address, found[0].family)),
      (error: Error) => done(error, '', 0),
    );
  };
}
