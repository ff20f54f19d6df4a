import type { Condition } from '../search/conditions.ts';
import type { EventFilter } from '../store/read-events.ts';
import { plainAttributes } from './plain-attributes.ts';
import type { Sealing } from './sealing.ts';

const NOTE =
  'Content is encrypted and was not searched: messages, and attributes other than names, ids and figures (docs/encryption.md).';

/** What an answer says where a search of executions asks for what is sealed. */
export function searchNote({ keyId }: Sealing, conditions: readonly Condition[]): { note?: string } {
  return keyId !== null && conditions.some(asksForContent) ? { note: NOTE } : {};
}

/** The same of a search of events. */
export function eventsNote({ keyId }: Sealing, { words = [], tags = [] }: EventFilter): { note?: string } {
  const asks = words.length > 0 || tags.some(([name]) => !plainAttributes.has(name));
  return keyId !== null && asks ? { note: NOTE } : {};
}

function asksForContent(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.parts.some(asksForContent);
    case 'not':
      return asksForContent(condition.part);
    case 'anywhere':
      return true;
    case 'text':
      return (
        condition.field === 'message' || (condition.field === 'attr' && !plainAttributes.has(condition.key))
      );
    case 'within':
      return condition.field === 'attr' && !plainAttributes.has(condition.key);
    default:
      return false;
  }
}
