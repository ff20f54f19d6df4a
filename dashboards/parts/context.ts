import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Pages } from '../../alerts/rules/links.ts';
import type { Folder } from '../folders.ts';

/** What links of a dashboard need to know of everything else. */
export interface Context {
  readonly pages: Pages;
  /** The variables of each dashboard, by its uid. */
  readonly variables: ReadonlyMap<string, readonly VariableModel[]>;
  /** The dashboard that is rendered. */
  readonly uid: string;
  readonly folder: Folder;
  /** Where it is written. */
  readonly file: string;
  /** Names of the alerts that there are. */
  readonly alerts: ReadonlySet<string>;
}
