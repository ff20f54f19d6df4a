import type { Attributes } from '../otlp/records.ts';
import { type KeyValue, keyValues } from './any-value.ts';

/** Who sent a row. */
export interface ExportSource {
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** Rows of one sender, in the two levels in which OTLP has them. */
export interface ResourceGroup<R> {
  readonly resource: { readonly attributes: KeyValue[] };
  readonly scopes: {
    readonly scope: { readonly name?: string; readonly version?: string };
    readonly rows: R[];
  }[];
}

const nobody: ExportSource = { resource: {}, scopeName: '', scopeVersion: '' };

/** Rows by resource and scope, each where its first row stands. */
export function groupBySource<R extends { readonly sourceId: string }>(
  rows: readonly R[],
  sources: ReadonlyMap<string, ExportSource>,
): ResourceGroup<R>[] {
  const groups = new Map<string, ResourceGroup<R>>();
  const bySource = new Map<string, R[]>();
  for (const row of rows) {
    let list = bySource.get(row.sourceId);
    if (list === undefined) {
      list = [];
      bySource.set(row.sourceId, list);
      const { resource, scopeName, scopeVersion } = sources.get(row.sourceId) ?? nobody;
      const key = JSON.stringify(resource);
      const group = groups.get(key) ?? { resource: { attributes: keyValues(resource) }, scopes: [] };
      groups.set(key, group);
      const scope = {
        ...(scopeName !== '' && { name: scopeName }),
        ...(scopeVersion !== '' && { version: scopeVersion }),
      };
      group.scopes.push({ scope, rows: list });
    }
    list.push(row);
  }
  return [...groups.values()];
}

/** Microseconds as OTLP's JSON has times: nanoseconds, as a text. */
export const nanosOf = (us: number): string => (us === 0 ? '0' : `${us}000`);
