import { Problem } from '../hub/problem.ts';
import { SelectField } from '../parts/select-field.tsx';
import { TextField } from '../parts/text-field.tsx';
import { ruleTexts } from '../texts/alert-rules.ts';
import { severityWords } from './alert-state.tsx';
import { FilterRows } from './filter-rows.tsx';
import {
  anomalyMetrics,
  dimensionsFor,
  isRuleCondition,
  type RuleDraft,
  ruleConditions,
  settingsOf,
  severities,
  statistics,
  withCondition,
} from './rule-draft.ts';

const { fields, hints, faults } = ruleTexts;

interface RuleFieldsProps {
  readonly draft: RuleDraft;
  readonly onDraft: (draft: RuleDraft) => void;
  readonly isNew: boolean;
  /** Why the hub did not take it. */
  readonly error: Error | null;
}

/** The parts of a rule: what is watched, when it fires, of what, and what is told. */
export function RuleFields({ draft, onDraft, isNew, error }: RuleFieldsProps) {
  const change = (part: Partial<RuleDraft>) => onDraft({ ...draft, ...part });
  const faultOf = (field: string) =>
    error instanceof Problem && error.where === `body.${field}` ? error.message : null;
  const { condition } = draft;
  const dimensions = dimensionsFor(condition);
  const fewestFault = /^\d+$/.test(draft.minEvents.trim()) ? faultOf('min_events') : faults.number;
  const isRefused = settingsOf({ ...draft, minEvents: '1' }) === null;
  const expected = condition === 'error_rate' ? faults.share : faults.threshold;
  const thresholdFault = isRefused ? expected : faultOf('threshold');
  return (
    <div className="obs-form">
      {isNew && (
        <TextField
          label={fields.name}
          hint={hints.name}
          fault={draft.name.trim() === 'new' ? faults.taken : faultOf('name')}
          value={draft.name}
          onValue={(name) => change({ name })}
          isRequired
          maxLength={100}
        />
      )}
      <div className="obs-form-row">
        <SelectField
          label={fields.condition}
          value={condition}
          isDisabled={!isRuleCondition(condition)}
          onValue={(next) => isRuleCondition(next) && onDraft(withCondition(draft, next))}
          options={(isRuleCondition(condition) ? ruleConditions : [condition]).map((one) => [
            one,
            ruleTexts.conditions[one] ?? one,
          ])}
        />
        {condition === 'response_time' && (
          <SelectField
            label={fields.statistic}
            value={draft.statistic}
            onValue={(next) => change({ statistic: statistics.find((one) => one === next) ?? 'p95' })}
            options={statistics.map((one) => [one, ruleTexts.statistics[one] ?? one])}
          />
        )}
        {condition === 'anomaly' && (
          <SelectField
            label={fields.metric}
            value={draft.metric}
            onValue={(metric) => change({ metric })}
            options={[
              ['', ruleTexts.anything],
              ...anomalyMetrics.map((one) => [one, ruleTexts.metrics[one] ?? one] as const),
            ]}
          />
        )}
      </div>
      <div className="obs-form-row">
        <TextField
          label={fields.threshold}
          hint={ruleTexts.units[condition]}
          fault={thresholdFault}
          value={draft.threshold}
          onValue={(threshold) => change({ threshold })}
          isRequired
          isFigure
        />
        <TextField
          label={fields.window}
          hint={hints.window}
          fault={faultOf('window')}
          value={draft.window}
          onValue={(window) => change({ window })}
          isRequired
          maxLength={10}
        />
        <SelectField
          label={fields.severity}
          value={draft.severity}
          onValue={(next) => change({ severity: severities.find((one) => one === next) ?? 'warning' })}
          options={severities.map((one) => [one, severityWords(one)])}
        />
      </div>
      <FilterRows condition={condition} rows={draft.filter} onRows={(filter) => change({ filter })} />
      {dimensions.length > 0 && (
        <SelectField
          label={fields.groupBy}
          value={draft.groupBy}
          onValue={(next) => change({ groupBy: dimensions.find((one) => one === next) ?? '' })}
          options={[
            ['', ruleTexts.together],
            ...dimensions.map((one) => [one, ruleTexts.dimensions[one]] as const),
          ]}
        />
      )}
      <div className="obs-form-row">
        <TextField
          label={fields.for}
          hint={hints.for}
          fault={faultOf('for')}
          value={draft.for}
          onValue={(next) => change({ for: next })}
          maxLength={10}
        />
        <TextField
          label={fields.keep}
          hint={hints.keep}
          fault={faultOf('keep_firing_for')}
          value={draft.keepFiringFor}
          onValue={(keepFiringFor) => change({ keepFiringFor })}
          maxLength={10}
        />
        <TextField
          label={fields.minEvents}
          hint={hints.minEvents}
          fault={fewestFault}
          value={draft.minEvents}
          onValue={(minEvents) => change({ minEvents })}
          isFigure
        />
      </div>
      <TextField
        label={fields.description}
        hint={hints.description}
        value={draft.description}
        onValue={(description) => change({ description })}
        maxLength={2000}
      />
      <TextField
        label={fields.runbook}
        hint={hints.runbook}
        fault={faultOf('runbook_url')}
        value={draft.runbookUrl}
        onValue={(runbookUrl) => change({ runbookUrl })}
        maxLength={2000}
      />
    </div>
  );
}
