import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react';
import { useKeys } from '../hooks/use-keys.ts';
import { nextIndex } from '../lib/next-index.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/common.ts';
import { executionsTexts } from '../texts/executions.ts';
import { type Completion, complete } from './complete-query.ts';
import { ProposalList } from './proposal-list.tsx';
import { SearchFault } from './search-fault.tsx';
import { useProposals } from './use-proposals.ts';
import { useTypedSearch } from './use-typed-search.ts';

const words = executionsTexts.search;

interface SearchFieldProps {
  /** The search that is shown. */
  readonly shown: string;
  readonly onSearch: (text: string) => void;
  /** Why the hub could not read what is shown. */
  readonly error: Error | null;
}

/** The search in the hub's query language, with proposals for what is typed; WAI-ARIA combobox pattern. */
export function SearchField({ shown, onSearch, error }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const { text, setText, searchNow } = useTypedSearch(shown, onSearch);
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  // By its text, for values may arrive before Enter.
  const [chosen, setChosen] = useState<string | null>(null);
  const proposals = useProposals(text, caret, isOpen);
  const active = proposals.findIndex((proposal) => proposal.text === chosen);
  const isShown = isOpen && proposals.length > 0;

  // Before the next key: what is typed at once would stand in front of its own beginning.
  const caretAfter = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caretAfter.current === null) return;
    field.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  });

  const type = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setChosen(null);
  };
  const take = (proposal: Completion) => {
    const next = complete(text, proposal);
    type(next.text, next.caret);
    setOpen(!proposal.isWhole);
    caretAfter.current = next.caret;
  };
  const leave = () => {
    if (isShown) setOpen(false);
    else if (text !== '') type('', 0);
    else field.current?.blur();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const proposal = isShown ? proposals[active] : undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isShown) setOpen(true);
      const next = proposals[nextIndex(active, event.key === 'ArrowDown' ? 1 : -1, proposals.length)];
      if (next) setChosen(next.text);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (proposal) return take(proposal);
      setOpen(false);
      searchNow();
    } else if (event.key === 'Tab' && proposal) {
      event.preventDefault();
      take(proposal);
    }
  };
  useSearchKeys(field, leave);

  return (
    <div className="obs-search">
      <Icon name="search" className="obs-search-icon" />
      <input
        ref={field}
        type="search"
        role="combobox"
        className="obs-search-field"
        value={text}
        placeholder={words.placeholder}
        aria-label={texts.filter.search}
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={error !== null}
        aria-describedby={error ? `${id}-fault` : `${id}-help`}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          type(target.value, target.selectionStart ?? target.value.length);
          setOpen(true);
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <span id={`${id}-help`} className="obs-sr-only">
        {words.help}
      </span>
      {text === '' ? (
        <span className="obs-search-key" aria-hidden="true">
          /
        </span>
      ) : (
        <button
          type="button"
          className="obs-search-clear"
          aria-label={texts.filter.clearSearch}
          onClick={() => {
            type('', 0);
            field.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <ProposalList id={id} proposals={isShown ? proposals : []} active={active} onTake={take} />
      {error && !isShown && <SearchFault id={`${id}-fault`} text={shown} error={error} />}
    </div>
  );
}

/** `/` goes to the field; Escape leaves it step by step, and whatever else has the focus at once. */
function useSearchKeys(field: RefObject<HTMLInputElement | null>, leave: () => void): void {
  useKeys({
    '/': (event) => {
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    },
    Escape: () => {
      if (document.activeElement === field.current) leave();
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  });
}
