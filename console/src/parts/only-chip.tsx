import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { Chip } from './chip.tsx';
import { Icon } from './icon.tsx';

interface OnlyChipProps {
  /** The part of the address that narrows the page. */
  readonly part: string;
  /** What it narrows the page to, in words. */
  readonly text: string;
}

/** Says what a page is narrowed to; pressed, it takes that away. */
export function OnlyChip({ part, text }: OnlyChipProps) {
  const [, set] = useSearchParam(part);
  return (
    <Chip on title={texts.removeFilter(text)} onClick={() => set(null)}>
      <span className="obs-chip-name obs-foreign">{text}</span>
      <Icon name="close" />
    </Chip>
  );
}
