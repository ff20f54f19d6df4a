/** Thrown by `eventStream` where `OTEL_STREAMING_MAX_SUBSCRIPTIONS` are open; the hub answers 429 with the same code. */
export class TooManySubscriptions extends Error {
  readonly code = 'OBS_TOO_MANY_SUBSCRIPTIONS';

  constructor(max: number) {
    super(
      `${max} subscriptions to events are open, which is the most. Unsubscribe one, or raise OTEL_STREAMING_MAX_SUBSCRIPTIONS.`,
    );
    this.name = 'TooManySubscriptions';
  }
}
