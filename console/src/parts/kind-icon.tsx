import type { StepKind } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { texts } from '../texts/common.ts';
import { Icon } from './icon.tsx';

/** What kind of step or execution something is, as a coloured sign with the word for screen readers. */
export function KindIcon({ kind }: { kind: StepKind }) {
  return (
    <span className={`obs-kind is-${kind}`} title={wordOf(texts.stepKind, kind)}>
      <Icon name={kind} />
      <span className="obs-sr-only">{wordOf(texts.stepKind, kind)}</span>
    </span>
  );
}
