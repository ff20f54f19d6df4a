import { type MutableAttributes, sourceOf } from '../attributes.ts';
import type { Decoding } from '../decoding.ts';
import type { GroupNames } from '../group-names.ts';
import type { Source } from '../records.ts';
import { readAttribute } from './any-value.ts';
import { eachMessage, within } from './messages.ts';
import type { WireReader } from './wire-reader.ts';

/**
 * An export request of any signal: groups by resource (1), each with its resource (1) and groups by scope (2), each
 * with its scope (1) and records (2). `readRecord` reads the fields of one record.
 */
export function readGroups(
  r: WireReader,
  d: Decoding,
  names: GroupNames,
  readRecord: (source: Source) => void,
): void {
  eachMessage(r, d, 1, names.resources, () => {
    const resource = readResource(r, d);
    eachMessage(r, d, 2, names.scopes, () => {
      const source = readScope(r, resource);
      eachMessage(r, d, 2, names.records, () => readRecord(source));
    });
  });
}

/** Resource: attributes 1. It may stand behind its records, so it is looked for first. */
function readResource(r: WireReader, d: Decoding): MutableAttributes {
  const start = r.pos;
  const attributes: MutableAttributes = {};
  within(r, 1, () => {
    while (r.next()) {
      if (r.field === 1) readAttribute(r, d, attributes);
      else r.skip();
    }
  });
  r.pos = start;
  return attributes;
}

/** InstrumentationScope: name 1, version 2. It too may stand behind its records. */
function readScope(r: WireReader, resource: MutableAttributes): Source {
  const start = r.pos;
  let name = '';
  let version = '';
  within(r, 1, () => {
    while (r.next()) {
      if (r.field === 1) name = r.key();
      else if (r.field === 2) version = r.key();
      else r.skip();
    }
  });
  r.pos = start;
  return sourceOf(resource, name, version);
}
