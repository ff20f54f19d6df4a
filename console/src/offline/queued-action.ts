/** Something to be sent to the hub when it answers again. */
export interface QueuedAction {
  readonly id: string;
  /** Whose doing it is (see personOf): nobody else's session sends it. */
  readonly person: string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** JSON; undefined for none. */
  readonly body?: unknown;
  /** Done twice it would do harm: it is sent with its id as an Idempotency-Key, which the hub's route must honour. */
  readonly once?: true;
  /** What it does, in words. */
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  /** Beginnings of the keys of questions whose answers it changes. */
  readonly refreshes: readonly (readonly unknown[])[];
  /** What the hub said against it; it waits for nothing but to be read. */
  readonly refusal?: string;
}

/** Where actions wait, oldest first. */
export interface ActionStore {
  readonly all: () => Promise<readonly QueuedAction[]>;
  readonly put: (action: QueuedAction) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly clear: () => Promise<void>;
}
