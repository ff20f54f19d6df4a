import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../hooks/use-keys.ts';
import { kinds, type ListFilter, statuses, without } from '../lib/list-filter.ts';
import { Chip } from '../parts/chip.tsx';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/common.ts';

const words = texts.filter;
/** A pause in typing after which the list follows. */
const TYPING_MS = 250;

interface FilterBarProps {
  readonly filter: ListFilter;
  readonly filtered: boolean;
  readonly onFilter: (filter: ListFilter) => void;
}

/** What the list shows: search, status, kind, nested. */
export function FilterBar({ filter, filtered, onFilter }: FilterBarProps) {
  return (
    <search className="obs-filter-bar" aria-label={words.label}>
      <SearchField filter={filter} onFilter={onFilter} />
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
        {filter.name && (
          <Chip on title={words.removeName} onClick={() => onFilter(without(filter, 'name'))}>
            <span className="obs-chip-name obs-foreign">{words.onlyName(filter.name)}</span>
            <Icon name="close" />
          </Chip>
        )}
        {filtered && (
          <button
            type="button"
            className="obs-button is-quiet"
            onClick={() => onFilter({ nested: filter.nested })}
          >
            {words.clear}
          </button>
        )}
      </div>
    </search>
  );
}

function SearchField({ filter, onFilter }: Pick<FilterBarProps, 'filter' | 'onFilter'>) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(filter.q ?? '');
  const typed = text.trim();
  const inAddress = filter.q ?? '';

  // The address may change by other ways than typing: back, or "clear filters".
  const lastAddress = useRef(inAddress);
  useEffect(() => {
    if (lastAddress.current !== inAddress) {
      lastAddress.current = inAddress;
      setText((now) => (now.trim() === inAddress ? now : inAddress));
    }
  }, [inAddress]);

  useEffect(() => {
    if (typed === inAddress) return;
    const timer = setTimeout(() => {
      lastAddress.current = typed;
      onFilter(typed === '' ? without(filter, 'q') : { ...filter, q: typed });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, inAddress, filter, onFilter]);

  useKeys({
    '/': (event) => {
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    },
    Escape: () => {
      if (document.activeElement === field.current) {
        if (text === '') field.current?.blur();
        else setText('');
      } else if (document.activeElement instanceof HTMLElement) {
        document.activeElement.blur();
      }
    },
  });

  return (
    <div className="obs-search">
      <Icon name="search" className="obs-search-icon" />
      <input
        ref={field}
        type="search"
        className="obs-search-field"
        value={text}
        placeholder={words.searchPlaceholder}
        aria-label={words.search}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      {text === '' ? (
        <span className="obs-search-key" aria-hidden="true">
          /
        </span>
      ) : (
        <button
          type="button"
          className="obs-search-clear"
          aria-label={words.clearSearch}
          onClick={() => {
            setText('');
            field.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
