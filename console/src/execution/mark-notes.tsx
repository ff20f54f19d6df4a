import type { ExecutionDetail } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';

const words = texts.execution;

interface MarkNotesProps {
  readonly detail: ExecutionDetail;
  /** Steps that the answer left out are there by the lines of their spans. */
  readonly hasLines?: boolean;
}

/** What the hub found odd about the data, and what it had to leave out, in plain words. */
export function MarkNotes({ detail: { execution, truncated: cut }, hasLines = false }: MarkNotesProps) {
  const truncated = hasLines ? cut.filter((list) => list !== 'steps') : cut;
  if (execution.marks.length === 0 && cut.length === 0 && !hasLines) return null;
  return (
    <ul className="obs-marks">
      {execution.marks.map((mark) => (
        <li key={mark}>
          <Icon name="warn" />
          <p>
            <strong>{words.marks[mark]?.title ?? mark}.</strong> {words.marks[mark]?.text}
          </p>
        </li>
      ))}
      {hasLines && (
        <li>
          <Icon name="warn" />
          <p>{executionTexts.fromLines}</p>
        </li>
      )}
      {truncated.length > 0 && (
        <li>
          <Icon name="warn" />
          <p>{words.truncated(truncated.map((list) => wordOf(words.truncatedLists, list)).join(', '))}</p>
        </li>
      )}
    </ul>
  );
}
