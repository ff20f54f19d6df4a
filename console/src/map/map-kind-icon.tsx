import { Icon } from '../parts/icon.tsx';
import { mapTexts } from '../texts/map.ts';
import { kindLooks, type MapKind } from './map-parts.ts';

/** What kind a part of the map is, as a coloured sign with the word for screen readers. */
export function MapKindIcon({ kind }: { readonly kind: MapKind }) {
  const { icon, look } = kindLooks[kind];
  return (
    <span className={`obs-kind is-${look}`} title={mapTexts.kind[kind]}>
      <Icon name={icon} />
      <span className="obs-sr-only">{mapTexts.kind[kind]}</span>
    </span>
  );
}
