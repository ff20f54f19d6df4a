import type { Context } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { areUserIdsPlain } from '../context/pseudonym.ts';
import { shimContextOf } from '../context/shim-context.ts';
import { hideUserIds } from '../context/user-ids.ts';
import { cut } from '../safe/cut.ts';
import { isError, type PlainError, plainError } from './plain-error.ts';
import { addSafely, newRoom, type Room } from './safe-value.ts';
import type { LogContext } from './types.ts';

/**
 * The members of a line beside level, timestamp, ids of the span, service and message. A path may have
 * redacted any of them.
 */
export interface LogLine {
  error?: PlainError | string;
  metadata?: Metadata | string;
  [field: string]: string | PlainError | Metadata | undefined;
}
type Metadata = Record<string, unknown>;

/**
 * The members of one line: the fields of the context around, then the bound and the given context
 * (contract, "Shim", OR3).
 */
export function logLine(
  around: Context,
  bound: LogLine | undefined,
  given: LogContext | Error | undefined,
): LogLine {
  const line: LogLine = {};
  const shim = shimContextOf(around);
  if (shim !== undefined) Object.assign(line, shim.line);
  if (bound !== undefined) {
    Object.assign(line, bound);
    // Many lines share what is bound.
    if (typeof bound.metadata === 'object') line.metadata = { ...bound.metadata };
  }
  if (given !== undefined) addContext(line, given);
  return line;
}

/** A text as a line has it, cut to the budget of one value; whatever a caller gives in place of one, too. */
export function plainText(given: unknown): string {
  try {
    return cut(typeof given === 'string' ? given : String(given), currentConfig().agent.maxPayloadBytes).text;
  } catch {
    return UNREADABLE;
  }
}

/** Adds a caller's context to a line. A member that cannot be read says so. */
export function addContext(line: LogLine, given: LogContext | Error): void {
  if (given === null || typeof given !== 'object') return;
  if (isError(given)) {
    line.error = plainError(given);
    return;
  }
  const room = newRoom();
  try {
    for (const key in given) {
      try {
        addMember(line, key, given[key], room);
      } catch {
        addMetadata(line, key, UNREADABLE, room);
      }
    }
  } catch {
    // A Proxy need not even tell its keys.
    addMetadata(line, 'context', UNREADABLE, room);
  }
  if (!areUserIdsPlain()) {
    hideUserIds(line);
    if (typeof line.metadata === 'object') hideUserIds(line.metadata);
  }
}

const UNREADABLE = '[unreadable]';

function addMember(line: LogLine, key: string, value: unknown, room: Room): void {
  if (value === undefined) return;
  switch (key) {
    case 'userId':
    case 'agentId':
    case 'sessionId':
    case 'requestId':
    case 'workflowId':
    case 'executionId':
      line[key] = plainText(value);
      break;
    case 'error':
      line.error = plainError(value);
      break;
    case 'metadata':
      if (value === null || typeof value !== 'object') addMetadata(line, key, value, room);
      else addMembers(line, value as Metadata, room);
      break;
    default:
      addMetadata(line, key, value, room);
  }
}

function addMembers(line: LogLine, metadata: Metadata, room: Room): void {
  for (const name of Object.keys(metadata)) {
    let value: unknown = UNREADABLE;
    try {
      value = metadata[name];
    } catch {
      // Says so.
    }
    addMetadata(line, name, value, room);
    if (room.members < 0) return;
  }
}

function addMetadata(line: LogLine, key: string, value: unknown, room: Room): void {
  if (typeof line.metadata !== 'object') line.metadata = {};
  addSafely(line.metadata, key, value, room);
}
