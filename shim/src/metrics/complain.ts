import { say } from '../setup/say.ts';

/** Names come from callers and may be made up anew each time. */
const MAX_COMPLAINTS = 50;
const heard = new Set<string>();

/** Says what is wrong with a metric: each thing once, and no more than 50 things. */
export function complain(key: string, line: string): void {
  if (heard.has(key) || heard.size > MAX_COMPLAINTS) return;
  heard.add(key);
  say(heard.size > MAX_COMPLAINTS ? 'more is wrong with metrics; it is counted and no longer said' : line);
}

/** A caller's text within a message: quoted, and never long. */
export function shown(text: unknown): string {
  const string = typeof text === 'string' ? text : typeof text;
  return JSON.stringify(string.length > 100 ? `${string.slice(0, 100)}…` : string);
}
