/** One alert that explains others: while it fires, nobody is told of them. */
export interface Inhibition {
  readonly cause: string;
  /** Further labels that the cause must have, such as the server that is down. */
  readonly where?: Readonly<Record<string, string>>;
  readonly silences: readonly string[];
  /** Labels that cause and follower must share; what neither has counts as shared. */
  readonly equal: readonly string[];
  readonly because: string;
}

/** What follows from what. */
export const inhibitions: readonly Inhibition[] = [];
