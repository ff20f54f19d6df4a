/** What can go wrong in a run. Each is brought about for real, at the place where it would arise. */
export type FaultKind =
  /** A service answers 500, answers too late, answers something else than agreed, names a payment twice. */
  | 'http_500'
  | 'http_slow'
  | 'http_malformed'
  | 'payment_twice'
  /** The model's provider refuses, or the model's answer is not what was asked for. */
  | 'rate_limited'
  | 'overloaded'
  | 'answer_broken'
  /** Another connection holds SQLite's write lock. */
  | 'database_locked'
  /** The MCP tool can not do what it is asked. */
  | 'tool_refuses'
  /** The run may spend fewer tokens than it needs. */
  | 'small_budget'
  /** The file to import has a row that is not valid. */
  | 'row_invalid'
  /** Whatever the run waits for next never comes: it goes silent. */
  | 'silence';

export interface Fault {
  readonly kind: FaultKind;
  /** How many chances to strike pass before it does. */
  readonly after: number;
  /** How often it strikes then; Infinity for always. */
  readonly times: number;
}

export interface Faults {
  /** Whether this fault happens at this chance; each call is one. */
  strikes(kind: FaultKind): boolean;
}

/** Counts the chances of a run's fault, where it has one. */
export function createFaults(fault?: Fault): Faults {
  let chances = 0;
  return {
    strikes(kind) {
      if (kind !== fault?.kind) return false;
      chances += 1;
      return chances > fault.after && chances <= fault.after + fault.times;
    },
  };
}
