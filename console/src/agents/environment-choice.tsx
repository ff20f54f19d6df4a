import { useHubQuery } from '../hub/use-hub-query.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { agentsTexts as words } from '../texts/agents.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { agentsQuestion } from './agents-questions.ts';

/** Which environment a page is about, of those that agents ran in; in the address as `environment`. */
export function EnvironmentChoice({ range }: { readonly range: RangeQuery }) {
  const [environment, setEnvironment] = useSearchParam('environment');
  // Asked for all of them: those beside the choice stay on offer.
  const { data = [] } = useHubQuery(agentsQuestion(range, null), { keepsBefore: true, goodForMs: 60_000 });
  const environments = [...new Set(data.flatMap((one) => one.environments))].sort();
  if (environments.length === 0 && environment === null) return null;
  return (
    <select
      className="obs-input"
      aria-label={words.environment}
      value={environment ?? ''}
      onChange={(event) => setEnvironment(event.target.value || null)}
    >
      <option value="">{words.allEnvironments}</option>
      {environment !== null && !environments.includes(environment) && <option>{environment}</option>}
      {environments.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  );
}
