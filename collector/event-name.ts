import { Attr } from '@observatory/shim/conventions';
import { attribute, isMissing, literal } from './ottl.ts';
import { type CollectorVersion, versionFacts } from './versions.ts';

/** Whether a log record is the event of this name, as its attribute says or, where the version has it, its field. */
export function isEvent(name: string, version: CollectorVersion): string {
  const byAttribute = `${attribute(Attr.eventName)} == ${literal(name)}`;
  return versionFacts[version].eventNames ? `${byAttribute} or event_name == ${literal(name)}` : byAttribute;
}

/** Whether a log record is no event at all. */
export function isNoEvent(version: CollectorVersion): string {
  const byAttribute = isMissing(Attr.eventName);
  return versionFacts[version].eventNames ? `${byAttribute} and event_name == ""` : byAttribute;
}
