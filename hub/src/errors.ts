/**
 * Every error that the hub answers with. `grpc` is the status code on OTLP/gRPC; a retryable error asks the
 * sender to come back (OTLP specification, "Failures"). The table is printed into docs/errors.md.
 */
export const errorTable = {
  OBS_BAD_REQUEST: {
    status: 400,
    grpc: 3,
    retryable: false,
    meaning: 'A parameter or the body is not of the form that the route takes.',
  },
  OBS_OTLP_MALFORMED: {
    status: 400,
    grpc: 3,
    retryable: false,
    meaning:
      'The OTLP body cannot be decoded: truncated, of another encoding than its content type says, of wrong types, or not UTF-8.',
  },
  OBS_OTLP_TOO_DEEP: {
    status: 400,
    grpc: 3,
    retryable: false,
    meaning: 'Values in the OTLP body are nested deeper than the limit.',
  },
  OBS_GZIP_MALFORMED: {
    status: 400,
    grpc: 3,
    retryable: false,
    meaning: 'The body is not the gzip stream that its content encoding says.',
  },
  OBS_UNAUTHORIZED: {
    status: 401,
    grpc: 16,
    retryable: false,
    meaning: 'The request needs a key or a session, or its key is not known.',
  },
  OBS_SIGN_IN_FAILED: {
    status: 401,
    grpc: 16,
    retryable: false,
    meaning:
      'The sign-in at the provider did not come to its end: it was refused there, took too long, or was begun in another browser.',
  },
  OBS_FORBIDDEN: {
    status: 403,
    grpc: 7,
    retryable: false,
    meaning: 'The key or session is good, and may not do this.',
  },
  OBS_FORBIDDEN_HOST: {
    status: 403,
    grpc: 7,
    retryable: false,
    meaning: 'Host or Origin is not one that this hub answers to.',
  },
  OBS_NOT_FOUND: { status: 404, grpc: 5, retryable: false, meaning: 'There is no such route.' },
  OBS_EXECUTION_NOT_FOUND: { status: 404, grpc: 5, retryable: false, meaning: 'No execution has this id.' },
  OBS_TRACE_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No trace or execution has this id.',
  },
  OBS_FAILURE_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'Nothing of this fingerprint failed within the stretch that was asked for.',
  },
  OBS_ALERT_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No occurrence of an alert has this id.',
  },
  OBS_RULE_NOT_FOUND: { status: 404, grpc: 5, retryable: false, meaning: 'No alert rule has this name.' },
  OBS_RULE_EXISTS: {
    status: 409,
    grpc: 6,
    retryable: false,
    meaning: 'There is an alert rule of this name.',
  },
  OBS_SILENCE_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No silence has this id, or it is over.',
  },
  OBS_ALERT_RESOLVED: {
    status: 409,
    grpc: 9,
    retryable: false,
    meaning: 'The alert is over: there is nothing to do to it.',
  },
  OBS_AGENT_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No agent or workflow of this name ran in the time that was asked for.',
  },
  OBS_USER_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No execution of this user began in the time that was asked for.',
  },
  OBS_SESSION_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No execution of this session or conversation began in the time that was asked for.',
  },
  OBS_MEMORY_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No memory has this agent, store and record.',
  },
  OBS_BUDGET_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No budget has this name.',
  },
  OBS_VIEW_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No saved view has this id.',
  },
  OBS_BOARD_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No board has this id.',
  },
  OBS_CHANGED_MEANWHILE: {
    status: 409,
    grpc: 10,
    retryable: false,
    meaning: 'Somebody else changed it after it was read: read it again, and change that.',
  },
  OBS_CHANNEL_EXISTS: {
    status: 409,
    grpc: 6,
    retryable: false,
    meaning: 'There is a channel for notices of this name.',
  },
  OBS_CHANNEL_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No channel for notices has this name.',
  },
  OBS_DELIVERY_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No notice that could be sent again has this id.',
  },
  OBS_SUBSCRIPTION_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No browser has subscribed with this endpoint.',
  },
  OBS_WORKFLOW_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No workflow has this name.',
  },
  OBS_ERASURE_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No erasure of a user has this id.',
  },
  OBS_REDACTION_RULE_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'No rule of redaction has this name.',
  },
  OBS_SNAPSHOT_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'The execution has no snapshot of this sequence.',
  },
  OBS_KEY_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'The project has no key of this id that could be changed.',
  },
  OBS_SIGN_IN_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: "The project has no browser's session of this id.",
  },
  OBS_PROJECT_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'There is no project of this name.',
  },
  OBS_MEMBER_NOT_FOUND: {
    status: 404,
    grpc: 5,
    retryable: false,
    meaning: 'Nobody who signed in, or nobody of the project, has this id.',
  },
  OBS_PROJECT_EXISTS: {
    status: 409,
    grpc: 6,
    retryable: false,
    meaning: 'There is a project of this name already.',
  },
  OBS_LAST_ADMIN: {
    status: 409,
    grpc: 9,
    retryable: false,
    meaning: 'Nobody would be left to administer the project.',
  },
  OBS_METHOD_NOT_ALLOWED: {
    status: 405,
    grpc: 12,
    retryable: false,
    meaning: 'The route exists, but not for this method.',
  },
  OBS_QUERY_TOO_WIDE: {
    status: 422,
    grpc: 3,
    retryable: false,
    meaning: 'The question takes longer to answer than it may: narrow the time, or add a filter.',
  },
  OBS_IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    grpc: 3,
    retryable: false,
    meaning: 'The Idempotency-Key was of another request of the last 24 hours.',
  },
  OBS_BODY_TOO_LARGE: {
    status: 413,
    grpc: 8,
    retryable: false,
    meaning:
      'The body, as sent or unpacked, is larger than the limit, or holds more records or parts than it may.',
  },
  OBS_UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    grpc: 3,
    retryable: false,
    meaning: 'The content type or content encoding is not one that the route takes.',
  },
  OBS_SEARCH_TOO_SLOW: {
    status: 422,
    grpc: 3,
    retryable: false,
    meaning:
      'The search looks at more than can be read in a few seconds: narrow its time, or add a condition.',
  },
  OBS_SQL_REFUSED: {
    status: 400,
    grpc: 3,
    retryable: false,
    meaning: 'The statement is no SELECT, or holds what none may hold here; docs/sql.md lists what it may.',
  },
  OBS_SQL_FAILED: {
    status: 422,
    grpc: 3,
    retryable: false,
    meaning:
      'PostgreSQL cannot answer the statement: a column is not there, types do not fit, a value cannot be read.',
  },
  OBS_SQL_CANCELLED: {
    status: 409,
    grpc: 1,
    retryable: false,
    meaning: 'The statement was cancelled by whoever sent it.',
  },
  OBS_SQL_UNAVAILABLE: {
    status: 501,
    grpc: 12,
    retryable: false,
    meaning:
      'The hub may not make the role that SQL runs as on its database server; its log has the SQL for an administrator.',
  },
  OBS_TOO_MANY_ATTEMPTS: {
    status: 429,
    grpc: 8,
    retryable: true,
    meaning: 'Too many attempts to sign in from one address within a minute.',
  },
  OBS_RATE_LIMITED: {
    status: 429,
    grpc: 8,
    retryable: true,
    meaning:
      'More requests than a key, a person or an address may make in a minute; Retry-After says when to come again.',
  },
  OBS_TOO_MANY_SUBSCRIPTIONS: {
    status: 429,
    grpc: 8,
    retryable: true,
    meaning: 'The largest number of live streams is open already.',
  },
  OBS_INTERNAL: {
    status: 500,
    grpc: 13,
    retryable: false,
    meaning: 'A fault of the hub; its log has the cause under the request id.',
  },
  OBS_STORE_UNAVAILABLE: {
    status: 503,
    grpc: 14,
    retryable: true,
    meaning: 'The database does not answer; nothing of the request was kept. Send it again.',
  },
  OBS_PROVIDER_UNAVAILABLE: {
    status: 503,
    grpc: 14,
    retryable: true,
    meaning: 'The provider at which people sign in does not answer, or not as one does. Keys go on working.',
  },
  OBS_AUDIT_UNAVAILABLE: {
    status: 503,
    grpc: 14,
    retryable: true,
    meaning: 'The audit trail cannot be written, and this is not answered without an entry there. Ask again.',
  },
  OBS_OVERLOADED: {
    status: 503,
    grpc: 14,
    retryable: true,
    meaning:
      'More waits to be stored, or to be done, than the hub can hold; nothing of the request was kept. Send it again.',
  },
  OBS_BUSY: {
    status: 503,
    grpc: 14,
    retryable: true,
    meaning:
      'As many searches or analyses run, and wait, as may at a time, or telemetry leaves no time for reads. Ask again.',
  },
  OBS_SHUTTING_DOWN: {
    status: 503,
    grpc: 14,
    retryable: true,
    meaning: 'The hub is stopping; nothing of the request was kept. Send it again.',
  },
} as const satisfies Record<string, { status: number; grpc: number; retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorTable;

/** An error to answer with: `message` says what was expected, what came, and what to do. */
export class HubError extends Error {
  readonly code: ErrorCode;
  /** Where in the input the fault is, if that is known (`query.limit`, `resourceSpans[0].scopeSpans[2]`). */
  readonly where: string | undefined;
  /** When to come again, in seconds, where that is known of this one. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { where?: string; cause?: unknown; retryAfterS?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'HubError';
    this.code = code;
    this.where = options.where;
    this.retryAfterS = options.retryAfterS;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  /** Body of the answer in JSON: `{error: {code, message, where?}}`. */
  toJSON() {
    return {
      error: { code: this.code, message: this.message, ...(this.where ? { where: this.where } : {}) },
    };
  }
}
