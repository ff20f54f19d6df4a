import { sourceOf } from '../attributes.ts';
import type { GroupNames } from '../group-names.ts';
import type { Source } from '../records.ts';
import { jsonAttributes } from './any-value.ts';
import type { JsonObject, JsonReader } from './json-reader.ts';

/** An export request of any signal. `readRecord` reads one record, or one metric. */
export function readJsonGroups(
  r: JsonReader,
  request: unknown,
  names: GroupNames,
  readRecord: (record: JsonObject, source: Source) => void,
): void {
  r.each(r.object(request)[names.resources], names.resources, (resourceItem) => {
    const resourceGroup = r.object(resourceItem);
    const resource = r.within(resourceGroup.resource, 'resource', ({ attributes }) =>
      jsonAttributes(r, attributes),
    );
    r.each(resourceGroup[names.scopes], names.scopes, (scopeItem) => {
      const scopeGroup = r.object(scopeItem);
      const source = r.within(scopeGroup.scope, 'scope', ({ name, version }) =>
        sourceOf(resource, r.text(name, 'name'), r.text(version, 'version')),
      );
      r.each(scopeGroup[names.records], names.records, (record) => readRecord(r.object(record), source));
    });
  });
}
