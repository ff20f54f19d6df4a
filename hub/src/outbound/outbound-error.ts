/** Why a request brought no answer, in one word; what else is known stands in the message, which holds no secret. */
export type OutboundFault =
  | 'refused_target'
  | 'bad_redirect'
  | 'too_large'
  | 'timeout'
  | 'tls'
  | 'connection';

/** A request that was refused or that failed. */
export class OutboundError extends Error {
  readonly fault: OutboundFault;
  constructor(fault: OutboundFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
