import { exactParts, kinds, type ListFilter, statuses, without } from '../lib/list-filter.ts';
import { Chip } from '../parts/chip.tsx';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/common.ts';
import { executionsTexts } from '../texts/executions.ts';
import { SearchField } from './search-field.tsx';

const words = texts.filter;

interface FilterBarProps {
  readonly filter: ListFilter;
  readonly filtered: boolean;
  readonly onFilter: (filter: ListFilter) => void;
  readonly onClear: () => void;
  /** Why the hub could not read the search. */
  readonly searchError: Error | null;
}

/** What the list shows: search, status, kind, nested, and what a link asked for exactly. */
export function FilterBar({ filter, filtered, onFilter, onClear, searchError }: FilterBarProps) {
  return (
    <search className="obs-filter-bar" aria-label={words.label}>
      <SearchField
        shown={filter.q ?? ''}
        onSearch={(q) => onFilter(q === '' ? without(filter, 'q') : { ...filter, q })}
        error={searchError}
      />
      <div className="obs-chips">
        <fieldset className="obs-chip-group">
          <legend className="obs-sr-only">{words.statusLabel}</legend>
          <Chip on={!filter.status} onClick={() => onFilter(without(filter, 'status'))}>
            {words.all}
          </Chip>
          {statuses.map((status) => (
            <Chip
              key={status}
              on={filter.status === status}
              className={`is-${status}`}
              onClick={() =>
                onFilter(filter.status === status ? without(filter, 'status') : { ...filter, status })
              }
            >
              <span className="obs-chip-dot" aria-hidden="true" />
              {texts.status[status]}
            </Chip>
          ))}
        </fieldset>
        <fieldset className="obs-chip-group">
          <legend className="obs-sr-only">{words.kindLabel}</legend>
          {kinds.map((kind) => (
            <Chip
              key={kind}
              on={filter.kind === kind}
              onClick={() => onFilter(filter.kind === kind ? without(filter, 'kind') : { ...filter, kind })}
            >
              {texts.kinds[kind]}
            </Chip>
          ))}
          <Chip
            on={filter.nested}
            title={words.nestedTitle}
            onClick={() => onFilter({ ...filter, nested: !filter.nested })}
          >
            {words.nested}
          </Chip>
        </fieldset>
        {exactParts.map(
          (part) =>
            filter[part] && (
              <Chip
                key={part}
                on
                title={executionsTexts.removeExact(executionsTexts.exact[part])}
                onClick={() => onFilter(without(filter, part))}
              >
                <span className="obs-chip-name obs-foreign">
                  {part === 'name'
                    ? words.onlyName(filter[part])
                    : `${executionsTexts.exact[part]}: ${filter[part]}`}
                </span>
                <Icon name="close" />
              </Chip>
            ),
        )}
        {filtered && (
          <button type="button" className="obs-button is-quiet" onClick={onClear}>
            {words.clear}
          </button>
        )}
      </div>
    </search>
  );
}
