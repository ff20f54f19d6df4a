import type { InstalledServer } from '../install/cache.ts';
import type { ComponentName } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';

/** How a server's own program checks a file of its configuration. */
export interface CheckTool {
  readonly server: string;
  readonly binary: string;
  readonly args: (file: string, component: Component) => readonly string[];
  /** Why an installed version cannot judge a file that was rendered for containers; undefined where it can. */
  readonly unfit?: (installed: InstalledServer, content: string) => string | undefined;
}

const collector: CheckTool = {
  server: 'otelcol',
  binary: 'otelcol-observatory',
  args: (file) => ['validate', `--config=${file}`],
  // The names of components changed in between.
  unfit: ({ version }) =>
    Number(version.split('.')[1]) < 144 ? `rendered for 0.159, ${version} is installed` : undefined,
};

/** Templates are read in full when one of them is rendered. */
const notices: CheckTool = {
  server: 'alertmanager',
  binary: 'amtool',
  args: (file) => [
    'template',
    'render',
    `--template.glob=${file}`,
    '--template.text={{ template "observatory.title" . }}',
  ],
};

/** Which program checks a file; null where it has none or is nothing that a program of ours reads. */
export function checkTool(component: ComponentName, path: string): CheckTool | null {
  if (path.endsWith('.tmpl')) return notices;
  if (!/\.ya?ml$/.test(path)) return null;
  switch (component) {
    case 'prometheus':
      return {
        server: 'prometheus',
        binary: 'promtool',
        args: (file) => ['check', path.startsWith('rules/') ? 'rules' : 'config', file],
      };
    case 'alertmanager':
      return { server: 'alertmanager', binary: 'amtool', args: (file) => ['check-config', file] };
    case 'loki':
      return { server: 'loki', binary: 'loki', args: (_file, { args }) => ['-verify-config', ...args] };
    case 'jaeger':
      return {
        server: 'jaeger',
        binary: 'jaeger',
        args: (file) => ['validate', `--config=${file}`],
        // What it knows of ClickHouse grew with 2.18.
        unfit: ({ version }, content) =>
          /^2\.(\d|1[0-7])\./.test(version) && content.includes('clickhouse:')
            ? `rendered for 2.20, ${version} knows less of ClickHouse`
            : undefined,
      };
    case 'agent':
    case 'collector':
      return collector;
    default:
      return null;
  }
}
