import type { Alert } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { StackedFact } from '../parts/stacked-fact.tsx';
import { Ago } from '../parts/time.tsx';
import { alertsTexts } from '../texts/alerts.ts';
import { AlertState, severityWords } from './alert-state.tsx';
import { Lasted } from './alert-table.tsx';
import { ruleValue } from './rule-words.ts';
import { rulesQuestion } from './rules-questions.ts';

const words = alertsTexts.one;
const figure = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** How an alert stands: since when, how far from its threshold, of what. */
export function AlertFacts({ alert }: { alert: Alert }) {
  const { rule, labels } = alert;
  const rules = useHubQuery(rulesQuestion);
  const condition = rules.data?.find(({ name }) => name === alert.name)?.condition;
  // Of a rule that is gone, nobody says any more what its figures count.
  const told = (value: number) =>
    condition === undefined ? figure.format(value) : ruleValue(condition, value);
  return (
    <>
      <dl className="obs-facts-line">
        <StackedFact title={words.facts.state}>
          <AlertState alert={alert} />
        </StackedFact>
        <StackedFact title={words.facts.severity}>{severityWords(alert.severity)}</StackedFact>
        <StackedFact title={words.facts.began}>
          <Ago time={alert.starts_at} />
        </StackedFact>
        <StackedFact title={words.facts.lasted}>
          <Lasted alert={alert} />
        </StackedFact>
        {rule !== null && (
          <>
            {rule.value !== null && <StackedFact title={words.facts.value}>{told(rule.value)}</StackedFact>}
            <StackedFact title={words.facts.threshold}>{told(rule.threshold)}</StackedFact>
            <StackedFact title={words.facts.window}>{rule.window}</StackedFact>
          </>
        )}
        <StackedFact title={words.facts.source}>{words.sources[alert.source]}</StackedFact>
        <StackedFact title={words.facts.told}>
          <Ago time={alert.last_notified_at} />
        </StackedFact>
      </dl>
      <ul className="obs-alert-labels" aria-label={words.labels}>
        {Object.entries(labels).map(([name, value]) => (
          <li key={name} className="obs-foreign">
            {name}={value}
          </li>
        ))}
      </ul>
    </>
  );
}
