import { eventPlace } from '../sealing/row-places.ts';
import { sealRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { PendingEvent } from './batch.ts';
import { copyHex, copyJson, copyNullable, copyText, NULL } from './copy-text.ts';
import { agentOfAttributes, holderOfEvent } from './event-columns.ts';
import { isoOfMicros } from './micros.ts';
import type { SpanShape, SpanShapes } from './span-shapes.ts';

/** An event as it is to be stored, but for its cursor. */
export interface EncodedEvent {
  readonly project: string;
  /** Null where the attributes are stored as an object. */
  readonly shape: SpanShape | null;
  /** A row in COPY's text format. */
  line(cursor: number): string;
}

export function encodeEvent(event: PendingEvent, sealing: Sealing, shapes: SpanShapes): EncodedEvent {
  const { project, message, attributes } = event;
  const content = sealRow(sealing, eventPlace(project, event.id), { message, attributes });
  const agent = agentOfAttributes(content.attributes);
  // Of alerts the labels are asked for, by which a user is erased.
  const shaped =
    agent === undefined || event.type === 'alert'
      ? null
      : shapes.shape(project, content.attributes, { ...event, agent }, holderOfEvent);
  const before = [copyText(project), isoOfMicros(event.time), copyText(event.id)].join('\t');
  const after = [
    event.type,
    event.severity,
    copyText(content.message),
    copyHex(event.execution_id),
    copyHex(event.trace_id),
    copyHex(event.span_id),
    copyNullable(event.step),
    event.source_id,
    shaped === null ? copyJson(content.attributes) : NULL,
    copyNullable(content.sealed_by),
    copyNullable(agent),
    shaped === null ? NULL : shaped.shape.id,
    shaped === null ? NULL : copyText(shaped.values),
  ].join('\t');
  return { project, shape: shaped?.shape ?? null, line: (cursor) => `${before}\t${cursor}\t${after}` };
}
