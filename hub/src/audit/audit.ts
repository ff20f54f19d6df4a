/** Who did something, as the trail keeps it. */
export interface AuditActor {
  readonly kind: 'setting' | 'key' | 'person' | 'local' | 'hub' | 'unknown';
  readonly id: string;
  readonly name: string;
}

/** What the hub does by itself. */
export const theHub: AuditActor = { kind: 'hub', id: 'hub', name: 'the hub itself' };

export const auditOutcomes = ['done', 'refused', 'failed'] as const;

/** One thing that was done or refused. It names what it is about, never what is in it. */
export interface AuditEntry {
  readonly project: string;
  readonly actor: AuditActor;
  /** Address that the request came from; null for what the hub does itself. */
  readonly address: string | null;
  /** Operation id of the route, or a dotted name of what has none: `session.begin`, `retention.drop`. */
  readonly action: string;
  readonly target: string;
  readonly outcome: (typeof auditOutcomes)[number];
  /** HTTP status of the answer, and the request's id in the hub's log; not for what was no request. */
  readonly status?: number;
  readonly request?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The audit trail. */
export interface Audit {
  /**
   * Resolves when the entry is stored; what must not happen unseen waits for it. Rejects with OBS_AUDIT_UNAVAILABLE
   * where the trail cannot be written.
   */
  record(entry: AuditEntry): Promise<void>;
}

/** What the hooks over all routes need of it besides. */
export interface RequestAudit extends Audit {
  /** A refusal: the first of an address is an entry, more of the same minute are a count. */
  refused(entry: AuditEntry): void;
  /** Rejects with OBS_AUDIT_UNAVAILABLE while the trail cannot be written. */
  ready(): Promise<void>;
  /** Keyed hash of a query: the same for the same one, and nothing to be read from it. */
  hashOf(query: string): string;
  /** Keyed hash of a user's id, the same as of the user's erasures: nothing is taken out of the trail. */
  hashOfUser(project: string, userId: string): string;
}

/** For a hub without a database, which answers nothing. */
export const noAudit: RequestAudit = {
  record: async () => {},
  refused: () => {},
  ready: async () => {},
  hashOf: () => '',
  hashOfUser: () => '',
};
