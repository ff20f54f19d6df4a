import type { AlertRule } from '../hub/types.ts';
import { ruleTexts } from '../texts/alert-rules.ts';
import { useChangeRule } from './rules-questions.ts';

/** Whether a rule is evaluated; one that Prometheus evaluates is not for the hub to switch. */
export function RuleSwitch({ rule: { name, enabled, evaluated_by } }: { rule: AlertRule }) {
  const change = useChangeRule();
  // What was asked for is shown at once, and what is true again where it was refused.
  const isOn = change.isPending ? change.variables.patch.enabled === true : enabled;
  return (
    <>
      <button
        type="button"
        role="switch"
        className="obs-switch"
        aria-checked={isOn}
        aria-label={ruleTexts.switchOn(name)}
        disabled={evaluated_by === 'prometheus'}
        title={evaluated_by === 'prometheus' ? ruleTexts.byPrometheus : undefined}
        onClick={() => change.mutate({ name, patch: { enabled: !isOn } })}
      />
      {change.error && <span role="alert">{ruleTexts.failed(change.error.message)}</span>}
    </>
  );
}
