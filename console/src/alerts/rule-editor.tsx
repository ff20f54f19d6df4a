import { type FormEvent, useMemo } from 'react';
import { useMay } from '../access/use-may.ts';
import { useDraft } from '../hooks/use-draft.ts';
import type { AlertRule } from '../hub/types.ts';
import { LeaveQuestion } from '../parts/leave-question.tsx';
import { Panel } from '../parts/panel.tsx';
import { usePlace } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { useLeaveGuard } from '../place/use-leave-guard.ts';
import { ruleTexts } from '../texts/alert-rules.ts';
import { texts } from '../texts/common.ts';
import { RemoveRule } from './remove-rule.tsx';
import { draftOf, isRuleCondition, newDraft, type RuleDraft, settingsOf } from './rule-draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { RulePreviewPanel } from './rule-preview.tsx';
import { RuleSwitch } from './rule-switch.tsx';
import { RuleState } from './rule-table.tsx';
import { ruleSentence, ruleValue } from './rule-words.ts';
import { useChangeRule, useMakeRule } from './rules-questions.ts';

/** Makes a rule, or changes one: what it says, when it would have fired, its fields. */
export function RuleEditor({ rule }: { rule: AlertRule | null }) {
  const writing = useDraft<RuleDraft>(() => (rule ? draftOf(rule) : newDraft));
  const { draft, isDirty } = writing;
  const guard = useLeaveGuard(isDirty);
  const mayOperate = useMay('operate');
  const mayChange = mayOperate && rule?.evaluated_by !== 'prometheus';
  const why = rule?.evaluated_by === 'prometheus' ? ruleTexts.byPrometheus : ruleTexts.notAllowed;
  return (
    <div className="obs-rule-editor">
      <div className="obs-rule-side">
        <Sentence draft={draft} />
        {rule && <Standing rule={rule} mayChange={mayChange} onRemoved={guard.release} />}
        <RulePreviewPanel draft={draft} />
      </div>
      <Panel title={ruleTexts.settings}>
        {!mayChange && <p className="obs-card-note">{why}</p>}
        <RuleForm rule={rule} writing={writing} onMade={guard.release} mayChange={mayChange} />
      </Panel>
      <LeaveQuestion guard={guard} />
    </div>
  );
}

function Sentence({ draft }: { draft: RuleDraft }) {
  const sentence = useMemo(() => {
    const settings = settingsOf(draft);
    if (settings === null) return null;
    const { threshold, min_events: minEvents = 1 } = settings;
    const groupBy = draft.groupBy === '' ? null : draft.groupBy;
    const filter = draft.filter.filter(({ value }) => value !== '');
    return ruleSentence({ ...draft, metric: draft.metric || null, threshold, minEvents, groupBy, filter });
  }, [draft]);
  return <p className="obs-rule-sentence obs-foreign">{sentence ?? ruleTexts.preview.incomplete}</p>;
}

interface StandingProps {
  readonly rule: AlertRule;
  readonly mayChange: boolean;
  readonly onRemoved: () => void;
}

function Standing({ rule, mayChange, onRemoved }: StandingProps) {
  const { condition, value } = rule;
  return (
    <div className="obs-rule-standing">
      <RuleState rule={rule} />
      <span>
        {ruleTexts.columns.value}{' '}
        <b className="obs-figure">{value === null ? ruleTexts.noValue : ruleValue(condition, value)}</b>
      </span>
      {mayChange && <RuleSwitch rule={rule} />}
      {mayChange && <RemoveRule rule={rule} onRemoved={onRemoved} />}
    </div>
  );
}

interface RuleFormProps {
  readonly rule: AlertRule | null;
  /** Before its own page is gone to. */
  readonly onMade: () => void;
  readonly writing: ReturnType<typeof useDraft<RuleDraft>>;
  readonly mayChange: boolean;
}

function RuleForm({ rule, writing, onMade, mayChange }: RuleFormProps) {
  const { draft, setDraft, keep } = writing;
  const place = usePlace();
  const make = useMakeRule();
  const change = useChangeRule();
  const { error, isPending } = rule ? change : make;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const settings = settingsOf(draft);
    if (settings === null) return;
    const condition = isRuleCondition(draft.condition) ? { condition: draft.condition } : {};
    if (rule)
      change.mutate(
        { name: rule.name, patch: { ...condition, ...settings } },
        { onSuccess: () => keep(draft) },
      );
    else if (isRuleCondition(draft.condition)) {
      const name = draft.name.trim();
      const toRule = () => {
        onMade();
        place.go(pagePath('alerts', `rules/${name}`), { replace: true });
      };
      make.mutate({ name, condition: draft.condition, ...settings }, { onSuccess: toRule });
    }
  };
  return (
    <form className="obs-form" onSubmit={submit}>
      {/* A new one is left when it is made, with what would be changed meanwhile. */}
      <fieldset disabled={!mayChange} inert={make.isPending}>
        <RuleFields draft={draft} onDraft={setDraft} isNew={rule === null} error={error} />
      </fieldset>
      {error && <p role="alert">{ruleTexts.failed(error.message)}</p>}
      {mayChange && (
        <div className="obs-choices">
          <button type="submit" className="obs-button is-primary" disabled={isPending}>
            {rule ? texts.save : ruleTexts.make}
          </button>
          <span role="status">{change.isSuccess && ruleTexts.saved}</span>
        </div>
      )}
    </form>
  );
}
