import { useCallback } from 'react';
import type { ServiceMap } from '../hub/types.ts';
import { Chip } from '../parts/chip.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { mapTexts as words } from '../texts/map.ts';
import { isOfOthers } from './map-crowd.ts';
import { MapDetail } from './map-detail.tsx';
import { MapGraph } from './map-graph.tsx';
import { mapKinds } from './map-parts.ts';
import { MapTable } from './map-table.tsx';
import { useMapParts } from './use-map-parts.ts';

interface MapPanelsProps {
  readonly map: ServiceMap;
  /** Length of the range. */
  readonly minutes: number;
}

/** The map as a picture with what was chosen in it, and as rows. */
export function MapPanels({ map, minutes }: MapPanelsProps) {
  const [, setHides] = useSearchParam('hide');
  const [selected, setSelected] = useSearchParam('part');
  const parts = useMapParts(map, selected);
  const { hidden, listed, drawn } = parts;
  const node = drawn.nodes.find(({ id }) => id === selected);
  const toggleKind = (kind: string) => {
    const next = mapKinds.filter((one) => (one === kind ? !hidden.has(one) : hidden.has(one)));
    setHides(next.length === 0 ? null : next.join(','));
  };
  const toggle = (id: string) => {
    if (isOfOthers(id)) parts.setWhole(true);
    else setSelected(id === selected ? null : id);
  };
  const select = useCallback((id: string) => setSelected(id), [setSelected]);
  return (
    <div className="obs-cards">
      <Panel className="is-whole obs-map-picture" title={words.panel}>
        <div className="obs-graph-tools">
          <div className="obs-map-find">
            <FilterInput
              label={words.find}
              placeholder={words.find}
              text={parts.find}
              onText={parts.setFind}
            />
            {node && (
              <Chip on={parts.isNear} onClick={() => parts.setNear(!parts.isNear)}>
                {words.near}
              </Chip>
            )}
            {(parts.isCrowd || parts.isWhole) && (
              <Chip on={parts.isWhole} onClick={() => parts.setWhole(!parts.isWhole)}>
                {words.whole}
              </Chip>
            )}
          </div>
          <fieldset className="obs-choices" aria-label={words.shown}>
            {mapKinds.map((kind) => {
              const count = map.nodes.filter((one) => one.kind === kind).length;
              return (
                count > 0 && (
                  <Chip key={kind} on={!hidden.has(kind)} onClick={() => toggleKind(kind)}>
                    {words.kindChip(words.kinds[kind], count)}
                  </Chip>
                )
              );
            })}
          </fieldset>
          <span className="obs-graph-legend">
            <span>
              <i className="is-next" /> {words.legend.figures}
            </span>
            <span>
              <i className="is-within" /> {words.legend.sample}
            </span>
            <span>
              <i className="is-broken" /> {words.legend.broken}
            </span>
          </span>
        </div>
        {drawn.nodes.length === 0 ? (
          <p>{parts.find === '' ? words.hidden : words.notFound}</p>
        ) : (
          <div className={node ? 'obs-graph-and-detail is-open' : 'obs-graph-and-detail'}>
            <MapGraph
              nodes={drawn.nodes}
              edges={drawn.edges}
              minutes={minutes}
              selected={node?.id ?? null}
              onSelect={toggle}
            />
            {node && (
              <MapDetail
                node={node}
                edges={map.edges}
                minutes={minutes}
                nameOf={(id) => map.nodes.find((one) => one.id === id)?.name ?? id}
                onSelect={select}
                onClose={() => setSelected(null)}
              />
            )}
          </div>
        )}
        <p className="obs-card-note">
          {words.sampleNote(map.sample.traces, map.sample.spans)} {map.truncated && words.truncated}
        </p>
      </Panel>
      <Panel className="is-whole" title={words.tableTitle}>
        <MapTable nodes={listed.nodes} edges={listed.edges} minutes={minutes} onSelect={select} />
      </Panel>
    </div>
  );
}
