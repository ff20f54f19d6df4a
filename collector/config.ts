import { stringify } from 'yaml';

/** A part of the collector's configuration, as plain data. */
export type Config = { readonly [key: string]: ConfigValue };
export type ConfigValue = string | number | boolean | null | Config | readonly ConfigValue[];

/** One way through the collector. The part before `/` of a pipeline's name is its signal. */
export interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** The collector's whole configuration, as it is written to its file. */
export interface CollectorConfig {
  readonly extensions: Config;
  readonly receivers: Config;
  readonly processors: Config;
  readonly connectors: Config;
  readonly exporters: Config;
  readonly service: {
    readonly extensions: readonly string[];
    readonly telemetry: Config;
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}

/** Text that the collector takes as it is: it would put variables of its environment in the place of `$…`. */
export const verbatim = (text: string): string => text.replaceAll('$', '$$$$');

/** The file of a configuration: the same bytes each time. */
export function renderCollector(config: CollectorConfig): string {
  const { connectors, ...others } = config;
  const whole = Object.keys(connectors).length === 0 ? others : config;
  return stringify(whole, { lineWidth: 0, aliasDuplicateObjects: false });
}
