/** A judgement of how well an execution, or a step of it, was done. It needs a score, a label or an explanation. */
export interface Evaluation {
  /** What was judged: `relevance`, `toxicity`. */
  readonly name: string;
  /** Any finite number; what it means, and its range, is the evaluator's affair. */
  readonly score?: number | undefined;
  /** `pass`, `relevant`. */
  readonly label?: string | undefined;
  /** Why; redacted and cut. */
  readonly explanation?: string | undefined;
  /** 48 hex digits, from this process or another; the execution in which this is called unless given. */
  readonly executionId?: string | undefined;
  /** With `step` the inference, tool call or step in which this is called is judged, not its execution. */
  readonly about?: 'execution' | 'step' | undefined;
  /** Who judged: the evaluator's name. */
  readonly source?: string | undefined;
}

/** What a user says of an execution. It needs a score, a label or a comment. */
export interface Feedback {
  /** Any finite number: 1 and -1 for thumbs up and down, 1 to 5 for stars. */
  readonly score?: number | undefined;
  readonly label?: string | undefined;
  /** Redacted and cut. */
  readonly comment?: string | undefined;
  readonly userId?: string | undefined;
}
