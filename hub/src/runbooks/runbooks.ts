import { editDistance } from './edit-distance.ts';

/** A page of what to do about one alert. */
export interface Runbook {
  /** Name of the alert. */
  readonly name: string;
  /** Of the alert; null where no rule that the build knows has this name. */
  readonly severity: string | null;
  /** What the alert says, in one sentence. */
  readonly summary: string;
  /** Markdown. */
  readonly text: string;
}

/** Beyond it, a misspelt name is no name of an alert. */
const MAX_NAME_LENGTH = 100;
const severities = ['critical', 'warning', 'info', 'none'];

/** The runbooks that this hub has. */
export class Runbooks {
  readonly #byName: ReadonlyMap<string, Runbook>;

  constructor(runbooks: readonly Runbook[]) {
    this.#byName = new Map(runbooks.map((runbook) => [runbook.name, runbook]));
  }

  find(name: string): Runbook | undefined {
    return this.#byName.get(name);
  }

  /** By severity, what wakes people first; within one, and those of no known alert last, by name. */
  bySeverity(): { severity: string | null; runbooks: Runbook[] }[] {
    const groups = Map.groupBy(this.#byName.values(), ({ severity }) =>
      severity !== null && severities.includes(severity) ? severity : null,
    );
    return [...severities, null].flatMap((severity) => {
      const runbooks = groups.get(severity)?.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      return runbooks === undefined ? [] : [{ severity, runbooks }];
    });
  }

  /** Those whose names are most like a given one: what it is a part of, then by letters that differ. */
  nearest(name: string, count: number): Runbook[] {
    const wanted = name.slice(0, MAX_NAME_LENGTH).toLowerCase();
    const distance = (runbook: Runbook) => {
      const known = runbook.name.toLowerCase();
      return wanted.length > 2 && known.includes(wanted) ? 0 : editDistance(wanted, known);
    };
    return [...this.#byName.values()]
      .map((runbook) => ({ runbook, distance: distance(runbook) }))
      .sort((a, b) => a.distance - b.distance || (a.runbook.name < b.runbook.name ? -1 : 1))
      .slice(0, count)
      .map(({ runbook }) => runbook);
  }
}
