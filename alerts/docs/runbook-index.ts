import { ruleFamilies } from '../rules/rules.ts';
import { caseSettings } from '../testing/settings.ts';

/** What the hub's list of runbooks says of each alert; `npm run docs` writes it, a test compares. */
export const runbookIndexFile = new URL('../runbooks.json', import.meta.url);

/** Severity and summary of every alert, by name, as JSON: the hub knows the pages, but not the rules. */
export function runbookIndex(): string {
  const alerts = ruleFamilies(caseSettings)
    .flatMap((family) => family.alerts)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const entries = alerts.map(({ name, severity, summary }) => [name, { severity, summary }]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
