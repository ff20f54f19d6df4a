import { useEffect, useRef } from 'react';
import { executionsTexts } from '../texts/executions.ts';
import type { Completion } from './complete-query.ts';

interface ProposalListProps {
  /** Of the field; options are named after it. */
  readonly id: string;
  readonly proposals: readonly Completion[];
  readonly active: number;
  readonly onTake: (proposal: Completion) => void;
}

/** What can be written, below the field; the focus stays in that. */
export function ProposalList({ id, proposals, active, onTake }: ProposalListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={list}
      id={`${id}-list`}
      className="obs-proposals"
      role="listbox"
      aria-label={executionsTexts.search.proposals}
      hidden={proposals.length === 0}
    >
      {proposals.map((proposal, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
        <div
          key={proposal.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="obs-proposal"
          // The field would lose the focus before the click comes.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(proposal)}
        >
          <span className="obs-foreign">{proposal.text}</span>
          <span className="obs-proposal-note">{proposal.note}</span>
        </div>
      ))}
    </div>
  );
}
