import { dashboardParts } from '../../dashboards/dashboards.ts';
import { folders } from '../../dashboards/folders.ts';
import { type DashboardParts, textsOf } from '../../dashboards/parts/dashboard.ts';
import type { Row } from '../../dashboards/parts/layout.ts';
import { type Panel, units } from '../../dashboards/parts/panel.ts';
import { variablesFor } from '../../dashboards/parts/variables.ts';
import { catalogueSettings, codes } from './catalogue-page.ts';

const languages = { prometheus: 'promql', loki: 'logql', hub: 'sql', jaeger: 'text' } as const;
const stores = {
  prometheus: 'Prometheus',
  loki: 'Loki',
  hub: "the hub's database",
  jaeger: 'Jaeger',
} as const;

/** docs/dashboard-catalogue.md: every dashboard and panel with its question, what it asks, and its unit. */
export function dashboardCataloguePage(): string {
  const all = dashboardParts(catalogueSettings());
  const panels = all.flatMap(({ parts }) => parts.rows.flatMap((row) => ('panels' in row ? row.panels : [])));
  return `# Catalogue of dashboards

${all.length} dashboards with ${panels.length} panels; each ends with the alerts that fire and with how it is changed. How to find one's way,
and how to add one: [dashboards.md](dashboards.md).

${all
  .map(
    ({ folder, parts }) => `- [${parts.title}](#${parts.uid}) in *${folders[folder]}*: ${parts.description}`,
  )
  .join('\n')}

${all.map(({ parts }) => dashboardText(parts)).join('\n\n')}

This page is written by \`npm run docs\`.
`;
}

function dashboardText(parts: DashboardParts): string {
  const variables = variablesFor(textsOf(parts), []);
  return `<a id="${parts.uid}"></a>
## ${parts.title}

${parts.description} Address: \`/d/${parts.uid}\`.${
    variables.length === 0 ? '' : ` Variables: ${codes(variables.map(({ name }) => name))}.`
  }

${parts.rows.map(rowText).join('\n\n')}`;
}

const rowText = (row: Row): string =>
  'heading' in row ? `*${row.heading}*` : row.panels.map(({ panel }) => panelText(panel)).join('\n\n');

function panelText(panel: Panel): string {
  const { title, description, unit, questions, empty, alerts = [] } = panel;
  const asked = questions.map((question) =>
    question.store === 'jaeger'
      ? `\`${question.search === null ? 'the graph of services' : JSON.stringify(question.search)}\``
      : `\`\`\`${languages[question.store]}\n${question.text}\n\`\`\``,
  );
  const [first] = questions;
  return `### ${title}

${description} Unit: ${units[unit]}. Nothing there: ${empty}${
    alerts.length === 0
      ? ''
      : ` Watched by ${alerts.map((alert) => `[${alert}](../alerts/runbooks/${alert}.md)`).join(', ')}.`
  }${first === undefined ? '' : ` Asks ${stores[first.store]}:`}

${asked.join('\n\n')}`;
}
