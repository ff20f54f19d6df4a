import { Attr, type ObservabilityEvent } from '@observatory/shim/conventions';
import { observabilityEventOf } from '../api/present.ts';
import type { StreamedEvent } from '../store/read-events.ts';
import { jsonbText } from './jsonb-text.ts';

/** A stored event on its way to subscribers. What they read, and what is searched, is made once and when it is needed. */
export class LiveEvent {
  readonly row: StreamedEvent;
  #event: ObservabilityEvent | undefined;
  #json: string | undefined;
  #text: string | undefined;

  constructor(row: StreamedEvent) {
    this.row = row;
  }

  get cursor(): number {
    return this.row.cursor;
  }

  get event(): ObservabilityEvent {
    this.#event ??= observabilityEventOf(this.row, this.row.service);
    return this.#event;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.event);
    return this.#json;
  }

  get agent(): string | undefined {
    return this.event.agentType;
  }

  get workflow(): string | undefined {
    const name = this.row.attributes[Attr.workflowName];
    return typeof name === 'string' ? name : undefined;
  }

  /** What words are looked for in, in lower case; the same text as in the query of stored events. */
  get text(): string {
    const { message, type, attributes } = this.row;
    this.#text ??= `${message} ${type} ${jsonbText(attributes)}`.toLowerCase();
    return this.#text;
  }
}
