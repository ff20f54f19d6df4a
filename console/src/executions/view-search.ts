/** What of an address is not of a view: it says how one looks, not at what. */
const passing = ['paused', 'choose'];

/** The part of an address' query that a saved view keeps, in one order so that two that say the same are the same. */
export function viewSearch(search: string): string {
  const address = new URLSearchParams(search);
  for (const part of passing) address.delete(part);
  address.sort();
  return address.toString();
}

/** Views that are always there; titles are in the texts. */
export const builtInViews = [
  { key: 'failed', search: viewSearch('status=failed&range=24h') },
  { key: 'slow', search: viewSearch('q=duration:>30s&sort=duration&range=24h') },
  { key: 'dear', search: viewSearch('sort=cost&range=7d') },
  { key: 'unpriced', search: viewSearch('q=unpriced:>0') },
] as const;
