import type * as Grpc from '@grpc/grpc-js';

/** Messages that may be on their way in at a time, over all connections: the library holds each up to its limit. */
const maxReceiving = 16;
/** How long a sender may take to send one message. */
const receiveTimeoutMs = 30_000;

/**
 * A gRPC interceptor that bounds the memory of messages that are still being received and unpacked, which the library
 * does not show. Further calls wait, unread, so that HTTP/2 flow control holds back their senders.
 */
export function receiveGate(grpc: typeof Grpc): Grpc.ServerInterceptor {
  const waiting = new Set<() => void>();
  let receiving = 0;

  const letIn = () => {
    for (const enter of waiting) {
      if (receiving >= maxReceiving) return;
      waiting.delete(enter);
      receiving++;
      enter();
    }
  };

  return (_method, call) => {
    let timer: NodeJS.Timeout | undefined;
    let enter = () => {};
    const leave = () => {
      if (waiting.delete(enter) || timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      receiving--;
      letIn();
    };
    const listener = new grpc.ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        enter = () => {
          timer = setTimeout(() => {
            call.sendStatus({
              code: grpc.status.UNAVAILABLE,
              details: 'The message took too long to arrive.',
            });
          }, receiveTimeoutMs);
          next(metadata);
        };
        waiting.add(enter);
        letIn();
      })
      .withOnReceiveHalfClose((next) => {
        leave();
        next();
      })
      .withOnCancel(leave)
      .build();
    const responder = new grpc.ResponderBuilder().withStart((next) => next(listener)).build();
    return new grpc.ServerInterceptingCall(call, responder);
  };
}
