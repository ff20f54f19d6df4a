import { useMemo } from 'react';
import type { ServiceMap } from '../hub/types.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { mapTexts } from '../texts/map.ts';
import { around, joinCrowds } from './map-crowd.ts';
import { withoutKinds } from './map-parts.ts';

/** So many of a kind are drawn one by one. */
const MOST_OF_KIND = 8;

/** What of a map is listed, and what is drawn, by what the address says of kinds, names and the chosen part. */
export function useMapParts(map: ServiceMap, selected: string | null) {
  const [hides] = useSearchParam('hide');
  const [find, setFind] = useSearchParam('find');
  const [near, setNear] = useSearchParam('near');
  const [all, setAll] = useSearchParam('all');
  const hidden = useMemo(() => new Set(hides?.split(',')), [hides]);
  const name = (find ?? '').trim().toLowerCase();
  const isNear = near !== null && map.nodes.some(({ id }) => id === selected);
  const listed = useMemo(() => {
    const whole = withoutKinds(map, hidden);
    if (isNear) return around(whole, ({ id }) => id === selected);
    return name === '' ? whole : around(whole, (node) => node.name.toLowerCase().includes(name));
  }, [map, hidden, name, isNear, selected]);
  const joins = !isNear && name === '' && all === null;
  const drawn = useMemo(
    () => (joins ? joinCrowds(listed, MOST_OF_KIND, selected, mapTexts.others) : listed),
    [joins, listed, selected],
  );
  return {
    hidden,
    listed,
    drawn,
    isCrowd: drawn !== listed && drawn.nodes !== listed.nodes,
    find: find ?? '',
    setFind: (text: string) => setFind(text === '' ? null : text),
    isNear,
    setNear: (on: boolean) => setNear(on ? '1' : null),
    isWhole: all !== null,
    setWhole: (on: boolean) => setAll(on ? '1' : null),
  };
}
