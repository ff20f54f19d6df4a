interface Evaluated {
  readonly evaluationTime: number;
  readonly lastEvaluation: string;
}
interface Rule extends Evaluated {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly lastError?: string;
  readonly state?: string;
}
/** A rule group as Prometheus' API shows it. */
export interface Group extends Evaluated {
  readonly name: string;
  readonly interval: number;
  readonly rules: readonly Rule[];
}

/** Evaluations that were seen, each once: groups and rules by name, with how long they took. */
export class Evaluations {
  private readonly times = new Map<string, Map<string, number>>();

  add(groups: readonly Group[]): void {
    for (const group of groups) {
      this.one(group.name, group);
      for (const [index, rule] of group.rules.entries()) this.one(`${group.name}/${index}`, rule);
    }
  }

  /** Seconds that one evaluation took. */
  mean(name: string): number {
    const all = [...(this.times.get(name)?.values() ?? [])];
    return all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length);
  }

  private one(name: string, { evaluationTime, lastEvaluation }: Evaluated): void {
    // Not evaluated so far.
    if (lastEvaluation.startsWith('0001')) return;
    const times = this.times.get(name) ?? new Map<string, number>();
    this.times.set(name, times.set(lastEvaluation, evaluationTime));
  }
}
