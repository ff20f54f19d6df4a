import { parse } from 'yaml';
import { grafana } from '../../../infra/components/grafana.ts';
import type { Settings } from '../../../infra/settings/schema.ts';
import { containerSite } from '../../../infra/stack/site.ts';

/** What the tests read of Grafana's data sources. */
export interface JsonData {
  readonly exemplarTraceIdDestinations: readonly { readonly name: string; readonly datasourceUid: string }[];
  readonly derivedFields: readonly {
    readonly name: string;
    readonly matcherType: string;
    readonly matcherRegex: string;
    readonly url: string;
    readonly datasourceUid?: string;
  }[];
  readonly tracesToLogsV2: Shifted & { readonly query: string };
  readonly tracesToMetrics: Shifted & {
    readonly queries: readonly { readonly name: string; readonly query: string }[];
  };
}
interface Shifted {
  readonly datasourceUid: string;
  readonly spanStartTimeShift: string;
  readonly spanEndTimeShift: string;
}

/** What Grafana knows of a data source after it read the file that the stack provisions. */
export function provisioned(settings: Settings, uid: string): JsonData {
  const server = grafana(settings, containerSite('compose', settings, 'agent'));
  const file = server.files.find(({ path }) => path === 'provisioning/datasources/observatory.yaml');
  const { datasources } = parse(file?.content ?? '', (_key, value) =>
    typeof value === 'string' ? withoutEnvironment(value) : value,
  ) as { datasources: { uid: string; jsonData: JsonData }[] };
  const found = datasources.find((one) => one.uid === uid);
  if (found === undefined) throw new Error(`there is no data source ${uid}`);
  return found.jsonData;
}

/** Grafana puts its environment, which has none of these, in the place of `$NAME`; two dollars are one. */
const withoutEnvironment = (text: string): string =>
  text
    .split('$$')
    .map((part) => part.replaceAll(/\$(?:\w+|\{\w+\})/g, ''))
    .join('$');

/** A text of a data source or a link with what was clicked put in; Grafana shows no link where something is missing. */
export function clicked(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([^:{}]+)(?::(\w+))?\}/g, (written, name: string, form?: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing that was clicked is ${written}`);
    return form === 'percentencode' ? encodeURIComponent(value) : value;
  });
}

/** The value that a derived field finds in the labels of a log line; undefined where it has none. */
export function derived(
  { matcherRegex }: JsonData['derivedFields'][number],
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const key = Object.keys(labels).find((name) => new RegExp(matcherRegex).test(name));
  return key === undefined ? undefined : labels[key];
}
