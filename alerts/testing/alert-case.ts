/** What must fire at one moment, written by hand: the labels beside `alertname` and the alert's own, and its text. */
export interface Firing {
  readonly labels: Readonly<Record<string, string>>;
  /** The description as people read it, templates filled in. */
  readonly description: string;
}

/**
 * One story for `promtool test rules`. Series are given as promtool writes them (`0+1x60 _x5 7x3`), a sample each
 * `interval`; a recorded series that is given is not computed. Moments are times from the beginning.
 */
export interface AlertCase {
  readonly story: string;
  readonly series: Readonly<Record<string, string>>;
  /** 1m unless said. */
  readonly interval?: string;
  /** Moments at which the alert is silent or fires. A case without a firing moment shows that it stays silent. */
  readonly at: Readonly<Record<string, readonly Firing[]>>;
}

/** The stories of each alert by its name. Each needs one in which it fires and then resolves, and one just below. */
export type AlertCases = Readonly<Record<string, readonly AlertCase[]>>;
