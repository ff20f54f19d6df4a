import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { createMemoryPlace, type Place } from './place.ts';

/** Null outside the hub's page and without a place of a component's own. */
export const PlaceContext = createContext<Place | null>(null);

/** Where this component is. */
export function usePlace(): Place {
  const given = useContext(PlaceContext);
  const { url } = useHub();
  return useMemo(() => given ?? createMemoryPlace(url), [given, url]);
}

/** The path of the present address; the component renders again when it changes. */
export function usePath(): string {
  const place = usePlace();
  return useSyncExternalStore(place.subscribe, place.path, place.path);
}

/** The query part of the present address, with its `?`. */
export function useSearch(): string {
  const place = usePlace();
  return useSyncExternalStore(place.subscribe, place.search, place.search);
}
