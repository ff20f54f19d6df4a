import { wordOf } from '../lib/word-of.ts';
import { Icon } from '../parts/icon.tsx';
import { mapTexts } from '../texts/map.ts';
import { lookOf, type MapKind } from './map-parts.ts';

/** What kind a part of the map is, as a coloured sign with the word for screen readers. */
export function MapKindIcon({ kind }: { readonly kind: MapKind }) {
  const { icon, look } = lookOf(kind);
  return (
    <span className={`obs-kind is-${look}`} title={wordOf(mapTexts.kind, kind)}>
      <Icon name={icon} />
      <span className="obs-sr-only">{wordOf(mapTexts.kind, kind)}</span>
    </span>
  );
}
