/** Who did something, as the trail keeps it. */
export interface AuditActor {
  readonly kind: 'setting' | 'key' | 'person' | 'local' | 'hub' | 'unknown';
  readonly id: string;
  readonly name: string;
}

/** One thing that was done or refused. It names what it is about, never what is in it. */
export interface AuditEntry {
  readonly project: string;
  readonly actor: AuditActor;
  /** Address that the request came from; null for what the hub does itself. */
  readonly address: string | null;
  /** Operation id of the route, or a dotted name of what has none: `session.begin`, `retention.drop`. */
  readonly action: string;
  readonly target: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The audit trail. */
export interface Audit {
  /** Resolves when the entry is stored; what must not happen unseen waits for it. */
  record(entry: AuditEntry): Promise<void>;
}
