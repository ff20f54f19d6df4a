/** What a check found. `warning` is worth a look, `failed` is broken; both say what to do. */
export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
  readonly remedy?: string;
}

/** Where the stack answers, as seen from here, and what its hub asks for. */
export interface Place {
  readonly otlp: string;
  readonly jaeger: string;
  readonly prometheus: string;
  readonly loki: string;
  readonly alertmanager: string;
  readonly hub: string;
  /** The application's own metrics. */
  readonly application: string;
  readonly hubKey: string | null;
  readonly ingestToken: string | null;
  /** Origins of browsers that may send. */
  readonly origins: readonly string[];
  /** Milliseconds that what was sent may take to be found. */
  readonly patienceMs: number;
}

/** Servers that checks ask. */
export type Server = 'otlp' | 'jaeger' | 'prometheus' | 'loki' | 'alertmanager' | 'hub' | 'application';

/** One hop or one question; its title is what the reader wants to know. */
export interface Check {
  readonly title: string;
  /** Skipped where an earlier check found that nothing listens there. */
  readonly asks: Server;
  /** Looks for what the walk has sent; skipped where nothing of it was taken. */
  readonly looksForWalk?: true;
  readonly run: (place: Place, walk: Walk) => Promise<Finding>;
}

/** What this run of the doctor has sent. */
export interface Walk {
  readonly traceId: string;
  readonly startedMs: number;
  /** Whether the OTLP endpoint took all of it. */
  taken: boolean;
}

export const ok = (says: string): Finding => ({ state: 'ok', says });
export const skipped = (says: string): Finding => ({ state: 'skipped', says });
export const warning = (says: string, remedy: string): Finding => ({ state: 'warning', says, remedy });
export const failed = (says: string, remedy: string): Finding => ({ state: 'failed', says, remedy });
