import { BRIEF_LENGTH } from '../lib/visible-text.ts';
import { LongText } from './long-text.tsx';

/** All of a text whose beginning (`briefText`) stands in a line above; nothing where that is all of it. */
export function WholeText({ text, label }: { text: string; label: string }) {
  return text.length > BRIEF_LENGTH ? <LongText text={text} label={label} /> : null;
}
