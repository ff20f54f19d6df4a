import { costTexts } from '../texts/cost.ts';

/** The name of a group, in words where its calls say none. */
export function groupName(key: string | null): string {
  return key === null || key === '' ? costTexts.none : key;
}
