import { createContext, type ReactNode, useContext, useState } from 'react';
import { createHub, type Hub, type HubOptions } from './hub.ts';

const HubContext = createContext<Hub | null>(null);

export interface ObservatoryProviderProps extends HubOptions {
  /** A hub that exists already; `url` and `apiKey` count for nothing then. */
  readonly hub?: Hub;
  readonly children: ReactNode;
}

/** Tells all components and hooks below it which hub they ask. The options count when it is first shown. */
export function ObservatoryProvider({ hub, url, apiKey, children }: ObservatoryProviderProps) {
  const [made] = useState(
    () =>
      hub ??
      createHub({ ...(url === undefined ? {} : { url }), ...(apiKey === undefined ? {} : { apiKey }) }),
  );
  return <HubContext value={hub ?? made}>{children}</HubContext>;
}

let ofThisOrigin: Hub | undefined;

/** The hub of the nearest provider; without one, the hub that serves this page. */
export function useHub(): Hub {
  const hub = useContext(HubContext);
  if (hub) return hub;
  // On a server each request renders apart; nothing is asked there.
  if (typeof window === 'undefined') return createHub();
  ofThisOrigin ??= createHub();
  return ofThisOrigin;
}
