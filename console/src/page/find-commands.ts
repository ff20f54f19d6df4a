/** Something that the command palette can do. */
export interface Command {
  readonly group: string;
  readonly title: string;
  readonly run: () => void;
}

interface FromText {
  readonly openExecution: (id: string) => Command;
  readonly searchFor: (words: string) => Command;
}

const MOST = 12;

/** How well a title answers what was typed: 2 begins so, 1 holds all letters in order, 0 not at all. */
function fits(title: string, typed: string): number {
  const text = title.toLowerCase();
  if (text.startsWith(typed) || text.includes(` ${typed}`)) return 2;
  let at = 0;
  for (const letter of typed) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return 0;
  }
  return 1;
}

/** The commands that fit what was typed, the best first; an id or words of any kind lead to executions. */
export function findCommands(commands: readonly Command[], text: string, made: FromText): readonly Command[] {
  const typed = text.trim().toLowerCase();
  if (typed === '') return commands.slice(0, MOST);
  if (/^[0-9a-f]{48}$/.test(typed)) return [made.openExecution(typed)];
  const found = commands
    .map((command) => ({ command, fit: fits(command.title, typed) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((one, other) => other.fit - one.fit)
    .map(({ command }) => command)
    .slice(0, MOST - 1);
  return [...found, made.searchFor(text.trim())];
}
