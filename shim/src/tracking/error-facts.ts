import type { Attributes } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { Attr } from '../conventions/index.ts';
import { cut } from '../safe/cut.ts';
import { withoutQuotes } from '../safe/quoted-content.ts';
import { redactText } from '../safe/redact.ts';
import { boundedName } from './bounded-name.ts';
import { stoppedBy } from './stopped-error.ts';

/** What is recorded of an error: redacted, without quoted content unless that is asked for, and cut, with its causes. */
export interface ErrorFacts {
  /** Class or code, for labels; `timeout` for every error that says that the time was over. */
  readonly type: string;
  /** Its own message and those of its causes. */
  readonly message: string;
  /** Its stack and those of its causes. */
  readonly stack: string | undefined;
}

const TIMEOUT = 'timeout';
const MAX_CAUSES = 5;

/** Facts of whatever was thrown. Never throws, whatever the thing's getters do. */
export function errorFacts(thrown: unknown): ErrorFacts {
  const { maxPayloadBytes, includeIo } = currentConfig().agent;
  const safe = (text: string) => {
    const start = text.slice(0, maxPayloadBytes * 2);
    return cut(redactText(includeIo ? start : withoutQuotes(start)), maxPayloadBytes).text;
  };
  try {
    const chain = causesOf(thrown);
    const stacks = chain.map((error) => error.stack).filter((stack) => typeof stack === 'string');
    return {
      type: stoppedBy(thrown) === 'timeout' ? TIMEOUT : boundedName(typeOf(thrown)),
      message: safe(
        chain.length > 0 ? chain.map((error) => error.message).join('; caused by: ') : asText(thrown),
      ),
      stack: stacks.length > 0 ? safe(stacks.join('\ncaused by: ')) : undefined,
    };
  } catch {
    return { type: 'unreadable', message: 'an error whose fields cannot be read', stack: undefined };
  }
}

/** The attributes of a failed execution or step (data-model.md). */
export function errorAttributes(facts: ErrorFacts): Attributes {
  return { [Attr.errorType]: facts.type, [Attr.exceptionMessage]: facts.message };
}

/** The error and its causes, outermost first. */
function causesOf(thrown: unknown): Error[] {
  const chain: Error[] = [];
  let current = thrown;
  while (current instanceof Error && chain.length < MAX_CAUSES && !chain.includes(current)) {
    chain.push(current);
    current = current.cause;
  }
  return chain;
}

/** The error's name; where that is the general one, its class or its code. */
function typeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return thrown === null ? 'null' : typeof thrown;
  if (thrown.name !== 'Error' && typeof thrown.name === 'string' && thrown.name !== '') return thrown.name;
  const className = thrown.constructor.name;
  if (className !== 'Error' && className !== '') return className;
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'Error';
}

function asText(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown
    ? String(thrown.message)
    : String(thrown);
}
