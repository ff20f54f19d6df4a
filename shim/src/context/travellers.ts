import type { BaggageEntry } from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import { type CallerExecution, callerExecution } from './caller-execution.ts';
import { type FieldName, fieldNames, standardNames } from './field-attributes.ts';
import type { ShimContext } from './shim-context.ts';

/** What may travel to other processes: the running execution with its start, and the fields of the context. */
export type TravellerName = FieldName | 'executionId';
export const travellerNames: readonly TravellerName[] = ['executionId', ...fieldNames];

/** Longer values are not sent and not taken: ids are short, and headers are small. */
const LONGEST_VALUE = 256;
const controlCharacter = /\p{Cc}/u;

/** The members of the shim's own; those of others' names (`session.id`) may be an application's, too. */
export const ownMembers: readonly string[] = [Attr.executionId, Attr.executionStart];

/** What of a context travels, as members of baggage under the names of attributes. */
export function membersOf(
  around: ShimContext,
  travelling: ReadonlySet<TravellerName>,
): [string, BaggageEntry][] {
  const members: [string, BaggageEntry][] = [];
  const running = around.execution ?? around.caller;
  if (running !== undefined && travelling.has('executionId')) {
    members.push([Attr.executionId, { value: running.id }]);
    members.push([Attr.executionStart, { value: String(running.startUs) }]);
  }
  for (const name of fieldNames) {
    const value = around.fields[name];
    if (value !== undefined && travelling.has(name) && isUsable(value)) {
      members.push([standardNames[name], { value }]);
    }
  }
  return members;
}

/** What baggage brings. It is untrusted: only fields that travel, only values in their form. */
export function readMembers(
  members: ReadonlyMap<string, BaggageEntry>,
  travelling: ReadonlySet<TravellerName>,
): { readonly fields: Partial<Record<FieldName, string>>; readonly caller: CallerExecution | undefined } {
  const fields: Partial<Record<FieldName, string>> = {};
  for (const name of fieldNames) {
    const value = members.get(standardNames[name])?.value;
    if (value !== undefined && travelling.has(name) && isUsable(value)) fields[name] = value;
  }
  const caller = travelling.has('executionId')
    ? callerExecution(members.get(Attr.executionId)?.value, members.get(Attr.executionStart)?.value)
    : undefined;
  return { fields, caller };
}

function isUsable(value: string): boolean {
  return value.length <= LONGEST_VALUE && !controlCharacter.test(value);
}
