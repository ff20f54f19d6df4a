import type { ReactNode } from 'react';
import { Chip } from '../parts/chip.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { OnlyChip } from '../parts/only-chip.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { type Sort, sorts } from './sessions-questions.ts';

interface ListHeadProps {
  readonly sort: Sort;
  readonly placeholder: string;
  /** Parts of the address that leave rows out, with the words for it. */
  readonly only: readonly { readonly part: string; readonly text: string }[];
  readonly children?: ReactNode;
}

/** The order of a list, what it is narrowed to, and a field to find something in it. */
export function ListHead({ sort, placeholder, only, children }: ListHeadProps) {
  const [, setSort] = useSearchParam('sort');
  const [sought, setSought] = useSearchParam('find');
  return (
    <div className="obs-find-head">
      <FilterInput
        label={words.filter}
        placeholder={placeholder}
        text={sought ?? ''}
        onText={(text) => setSought(text === '' ? null : text)}
      />
      <fieldset className="obs-view-switch">
        <legend className="obs-sr-only">{words.sorts.label}</legend>
        {sorts.map((one) => (
          <Chip key={one} on={one === sort} onClick={() => setSort(one === 'last_activity' ? null : one)}>
            {words.sorts[one]}
          </Chip>
        ))}
      </fieldset>
      {only.map(({ part, text }) => (
        <OnlyChip key={part} part={part} text={text} />
      ))}
      {children}
    </div>
  );
}

/** The order that the address says. */
export function useSort(): Sort {
  const [given] = useSearchParam('sort');
  return sorts.find((one) => one === given) ?? 'last_activity';
}
