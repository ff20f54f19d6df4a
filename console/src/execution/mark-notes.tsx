import type { ExecutionDetail } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';
import type { SpanLines } from './execution-questions.ts';

const words = texts.execution;

interface MarkNotesProps {
  readonly detail: ExecutionDetail;
  /** By these the steps are there that the answer left out. */
  readonly lines?: SpanLines | undefined;
}

/** What the hub found odd about the data, and what it had to leave out, in plain words. */
export function MarkNotes({ detail: { execution, truncated: cut }, lines }: MarkNotesProps) {
  const truncated = lines ? cut.filter((list) => list !== 'steps') : cut;
  if (execution.marks.length === 0 && cut.length === 0 && !lines) return null;
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
      {lines && (
        <li>
          <Icon name="warn" />
          <p>
            {lines.isPart
              ? executionTexts.fromPart(lines.spans.length, execution.step_count)
              : executionTexts.fromLines}
          </p>
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
