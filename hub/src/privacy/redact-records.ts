import { eventTypeOf } from '@observatory/shim/conventions';
import type { AlertNotice } from '../alerts/alert-notice.ts';
import type { Decoded, LogRecord, MetricPoint, Source, SpanRecord } from '../otlp/records.ts';
import { type CompiledRule, type RedactionKind, redactionKinds } from './redaction-rule.ts';
import { type OnFind, Redactor } from './redactor.ts';

/** The rules of one project, applied to what comes in. Records in which nothing is found stay the same objects. */
export class RecordRedactor {
  readonly #of: Readonly<Record<RedactionKind, Redactor>>;
  readonly #onFind: OnFind;

  constructor(rules: readonly CompiledRule[], onFind: OnFind) {
    const all = redactionKinds.map((kind) => [kind, new Redactor(kind, rules)] as const);
    this.#of = Object.fromEntries(all) as Record<RedactionKind, Redactor>;
    this.#onFind = onFind;
  }

  decoded(decoded: Decoded): Decoded {
    // Sources are shared by the records of a request.
    const sources = new Map<Source, Source>();
    switch (decoded.signal) {
      case 'traces':
        return { ...decoded, records: decoded.records.map((span) => this.#span(span, sources)) };
      case 'logs':
        return { ...decoded, records: decoded.records.map((log) => this.#log(log, sources)) };
      default:
        return { ...decoded, records: decoded.records.map((point) => this.#point(point, sources)) };
    }
  }

  notice(notice: AlertNotice): AlertNotice {
    const annotations = this.#of.alert.attributes(notice.annotations, this.#onFind);
    return annotations === notice.annotations ? notice : { ...notice, annotations };
  }

  #span(span: SpanRecord, sources: Map<Source, Source>): SpanRecord {
    const of = this.#of.span;
    const found = this.#onFind;
    const source = this.#source(span.source, of, sources);
    const name = of.text(span.name, found);
    const statusMessage = span.statusMessage === '' ? '' : of.text(span.statusMessage, found);
    const attributes = of.attributes(span.attributes, found);
    const events = sameOrChanged(span.events, (event) => {
      const eventName = of.text(event.name, found);
      const ofEvent = of.attributes(event.attributes, found);
      return eventName === event.name && ofEvent === event.attributes
        ? event
        : { ...event, name: eventName, attributes: ofEvent };
    });
    const links = sameOrChanged(span.links, (link) => {
      const ofLink = of.attributes(link.attributes, found);
      return ofLink === link.attributes ? link : { ...link, attributes: ofLink };
    });
    const isSame =
      source === span.source &&
      name === span.name &&
      statusMessage === span.statusMessage &&
      attributes === span.attributes &&
      events === span.events &&
      links === span.links;
    return isSame ? span : { ...span, source, name, statusMessage, attributes, events, links };
  }

  #log(log: LogRecord, sources: Map<Source, Source>): LogRecord {
    const of = eventTypeOf(log.eventName) === undefined ? this.#of.log : this.#of.event;
    const found = this.#onFind;
    const source = this.#source(log.source, of, sources);
    const body = of.value(log.body, found);
    const severityText = log.severityText === '' ? '' : of.text(log.severityText, found);
    const attributes = of.attributes(log.attributes, found);
    const isSame =
      source === log.source &&
      body === log.body &&
      severityText === log.severityText &&
      attributes === log.attributes;
    return isSame ? log : { ...log, source, body, severityText, attributes };
  }

  #point(point: MetricPoint, sources: Map<Source, Source>): MetricPoint {
    const of = this.#of.metric;
    const source = this.#source(point.source, of, sources);
    const attributes = of.attributes(point.attributes, this.#onFind);
    return source === point.source && attributes === point.attributes
      ? point
      : { ...point, source, attributes };
  }

  #source(source: Source, of: Redactor, known: Map<Source, Source>): Source {
    const before = known.get(source);
    if (before !== undefined) return before;
    const resource = of.attributes(source.resource, this.#onFind);
    const scopeName = of.text(source.scopeName, this.#onFind);
    const scopeVersion = of.text(source.scopeVersion, this.#onFind);
    const isSame =
      resource === source.resource && scopeName === source.scopeName && scopeVersion === source.scopeVersion;
    const left = isSame ? source : { ...source, resource, scopeName, scopeVersion };
    known.set(source, left);
    return left;
  }
}

function sameOrChanged<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  if (list.length === 0) return list;
  const changed = list.map(change);
  return changed.every((item, at) => item === list[at]) ? list : changed;
}
