import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname } from 'node:path';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Settings } from '../infra/settings/schema.ts';
import { SettingsError } from '../infra/settings/settings-error.ts';
import type { DashboardParts } from './parts/dashboard.ts';

/** A dashboard of the team's own: made of the parts here, or as Grafana exported it. */
export type OwnDashboard =
  | { readonly path: string; readonly file: string; readonly parts: DashboardParts }
  | { readonly path: string; readonly file: string; readonly json: Dashboard };

const SETTING = 'grafana.dashboards';

/** The path of each file of one's own among the rendered ones; throws `SettingsError` where two have one name. */
export function ownPaths({ grafana }: Pick<Settings, 'grafana'>): string[] {
  const names = grafana.dashboards.map((file) => {
    const name = basename(file, extname(file));
    if (!/^[\w-]+$/.test(name) || !['.ts', '.json'].includes(extname(file)))
      throw fault(file, 'a file such as team-checkout.ts or team-checkout.json', basename(file));
    return name;
  });
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined)
    throw new SettingsError(
      `${SETTING}: expected files of different names; got ${double} twice. Rename one.`,
    );
  return names.map((name) => `own/${name}.json`);
}

/**
 * The dashboards of the team's own files. A `.ts` file exports `dashboard`: a function of the settings that returns
 * `DashboardParts`. Throws `SettingsError` that names the file, what was expected and what came.
 */
export function ownDashboards(settings: Settings): OwnDashboard[] {
  const paths = ownPaths(settings);
  return settings.grafana.dashboards.map((file, index) => {
    const path = paths[index] ?? '';
    return extname(file) === '.json'
      ? { path, file, json: exported(file) }
      : { path, file, parts: made(file, settings) };
  });
}

function exported(file: string): Dashboard {
  const text = read(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fault(file, 'JSON', (error as Error).message);
  }
  if (!hasIdentity(json))
    throw fault(
      file,
      'a dashboard with a uid, a title and panels, as "Export, Save to file" of Grafana writes it in its classic form',
      Object.keys(Object(json)).slice(0, 5).join(', ') || String(json),
    );
  if (Object.hasOwn(json, '__inputs'))
    throw fault(
      file,
      'an export for this Grafana, whose data sources are "prometheus", "loki", "jaeger" and "hub"',
      'one for sharing, with placeholders for data sources. Export it again without that option',
    );
  // A number of another Grafana's database.
  return { ...(json as Dashboard), id: null } as unknown as Dashboard;
}

function made(file: string, settings: Settings): DashboardParts {
  read(file);
  let module: { readonly dashboard?: unknown };
  try {
    module = createRequire(import.meta.url)(file) as typeof module;
  } catch (error) {
    throw fault(file, 'a file that Node can run', (error as Error).message);
  }
  if (typeof module.dashboard !== 'function')
    throw fault(
      file,
      'an export `dashboard`, a function of the settings that returns uid, title, description and rows',
      `exports ${Object.keys(module).join(', ') || 'nothing'}`,
    );
  let parts: unknown;
  try {
    parts = module.dashboard(settings);
  } catch (error) {
    throw fault(file, 'series and metrics that are there', whereOf(error, file));
  }
  if (!hasIdentity(parts) || !('rows' in parts) || !Array.isArray(parts.rows))
    throw fault(
      file,
      'uid, title, description and rows',
      Object.keys(Object(parts)).join(', ') || String(parts),
    );
  return parts as unknown as DashboardParts;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fault(file, 'a file that can be read', (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

/** What an error says, and the line of the file that it came from. */
function whereOf(error: unknown, file: string): string {
  const { message, stack = '' } = error as Error;
  const line = stack.split(`${basename(file)}:`)[1]?.split(':')[0];
  return line === undefined ? message : `${message} (line ${line})`;
}

/** Grafana takes uids of up to 40 letters, digits, hyphens and underscores. */
function hasIdentity(value: unknown): value is { readonly uid: string; readonly title: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { uid, title } = value as Record<string, unknown>;
  return typeof uid === 'string' && /^[\w-]{1,40}$/.test(uid) && typeof title === 'string' && title !== '';
}

/** A fault in one's own file. */
export const fault = (file: string, expected: string, came: string): SettingsError =>
  new SettingsError(`${SETTING}: ${file}: expected ${expected}; got ${came}`);
