import type { ReactNode } from 'react';
import type { Alert } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
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
      <dl className="obs-alert-facts">
        <Fact title={words.facts.state}>
          <AlertState alert={alert} />
        </Fact>
        <Fact title={words.facts.severity}>{severityWords(alert.severity)}</Fact>
        <Fact title={words.facts.began}>
          <Ago time={alert.starts_at} />
        </Fact>
        <Fact title={words.facts.lasted}>
          <Lasted alert={alert} />
        </Fact>
        {rule !== null && (
          <>
            {rule.value !== null && <Fact title={words.facts.value}>{told(rule.value)}</Fact>}
            <Fact title={words.facts.threshold}>{told(rule.threshold)}</Fact>
            <Fact title={words.facts.window}>{rule.window}</Fact>
          </>
        )}
        <Fact title={words.facts.source}>{words.sources[alert.source]}</Fact>
        <Fact title={words.facts.told}>
          <Ago time={alert.last_notified_at} />
        </Fact>
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

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
