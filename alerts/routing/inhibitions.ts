import { agentInhibitions } from './inhibitions-of-agents.ts';
import { serviceInhibitions } from './inhibitions-of-services.ts';
import { stackInhibitions } from './inhibitions-of-stack.ts';

/** One alert that explains others: while it fires, nobody is told of them. */
export interface Inhibition {
  readonly cause: string;
  /** What further labels of the cause must match (RE2, anchored), such as the server that is down. */
  readonly where?: Readonly<Record<string, string>>;
  readonly silences: readonly string[];
  /** The same of what follows. */
  readonly whose?: Readonly<Record<string, string>>;
  /** Labels that must be the same in both. */
  readonly equal: readonly string[];
  readonly because: string;
}

/**
 * What follows from what. A warning holds back no page. A page is held back only by one of the same subject, or by one
 * of the stack, without which nothing is known of the subject.
 */
export const inhibitions: readonly Inhibition[] = [
  ...stackInhibitions,
  ...serviceInhibitions,
  ...agentInhibitions,
];
