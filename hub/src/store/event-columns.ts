import { Attr, attributeAliases, type EventType, eventName } from '@observatory/shim/conventions';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import { fewValueOf } from './few-values.ts';

/** Columns of an event's row that may hold an attribute. */
export interface HoldingEventColumns {
  readonly id: string;
  readonly type: EventType;
  /** Hex. */
  readonly execution_id: string | null;
  readonly step: string | null;
  readonly agent: string | null;
}

const columnOf: ReadonlyMap<string, keyof HoldingEventColumns> = new Map([
  [Attr.logRecordUid, 'id'],
  [Attr.eventName, 'type'],
  [Attr.executionId, 'execution_id'],
  [Attr.stepName, 'step'],
  [Attr.agentName, 'agent'],
  [Attr.workflowName, 'agent'],
  ...Object.entries(attributeAliases).flatMap(([alias, name]): [string, keyof HoldingEventColumns][] => {
    if (name === Attr.executionId) return [[alias, 'execution_id']];
    if (name === Attr.stepName) return [[alias, 'step']];
    return name === Attr.agentName || name === Attr.workflowName ? [[alias, 'agent']] : [];
  }),
]);

const stored = (column: keyof HoldingEventColumns, row: HoldingEventColumns) =>
  column === 'type' ? eventName(row.type) : row[column];

/** What holds just this value of an attribute, as observatory_held (migration 0032) names it; null where nothing does. */
export function holderOfEvent(key: string, value: AttributeValue, row: HoldingEventColumns): string | null {
  const column = columnOf.get(key);
  if (column !== undefined) return value === stored(column, row) ? column : null;
  return fewValueOf(key, value);
}

/** What an entry of a shape's `columns` stands for: the reverse of `holderOfEvent`, and `#2`, the third of the row's own values. */
export function heldByEvent(
  name: string,
  row: HoldingEventColumns,
  values: readonly AttributeValue[],
): AttributeValue {
  if (name.startsWith('#')) return values[Number(name.slice(1))] ?? null;
  return Object.hasOwn(columnNames, name) ? stored(name as keyof HoldingEventColumns, row) : JSON.parse(name);
}

const columnNames: Readonly<Record<keyof HoldingEventColumns, true>> = {
  id: true,
  type: true,
  execution_id: true,
  step: true,
  agent: true,
};

/** Characters of an agent's name that the index of events has. */
export const MAX_AGENT_LENGTH = 256;

/** The agent, or workflow, of an event as its column has it; undefined where what is said is no text, which no column holds. */
export function agentOfAttributes(attributes: Attributes): string | null | undefined {
  const name = attributes[attributes[Attr.executionKind] === 'workflow' ? Attr.workflowName : Attr.agentName];
  if (name === undefined || name === null) return null;
  if (typeof name !== 'string') return undefined;
  return name.length <= MAX_AGENT_LENGTH ? name : [...name].slice(0, MAX_AGENT_LENGTH).join('');
}
