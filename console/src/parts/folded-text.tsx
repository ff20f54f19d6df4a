import { visibleText } from '../lib/visible-text.ts';
import { LongText } from './long-text.tsx';

/** Texts up to this length stand without a way to fold and copy them. */
const SHORT = 1_200;

/** A text that somebody's program wrote, control characters visible; a long one is cut until asked for. */
export function FoldedText({
  text,
  label,
  isCode = false,
}: {
  text: string;
  label: string;
  isCode?: boolean;
}) {
  if (text.length > SHORT) return <LongText text={text} label={label} isCode={isCode} />;
  return visibleText(text);
}
