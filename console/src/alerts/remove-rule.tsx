import { useState } from 'react';
import type { AlertRule } from '../hub/types.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { usePlace } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { ruleTexts } from '../texts/alert-rules.ts';
import { texts } from '../texts/common.ts';
import { useDeleteRule } from './rules-questions.ts';

interface RemoveRuleProps {
  readonly rule: AlertRule;
  /** Before the list of rules is gone to. */
  readonly onRemoved: () => void;
}

/** Deletes a rule of the project; of one that every project has, takes back what was changed, if anything was. */
export function RemoveRule({ rule: { name, origin, changed }, onRemoved }: RemoveRuleProps) {
  const place = usePlace();
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteRule();
  const toRules = () => {
    onRemoved();
    place.go(pagePath('alerts', 'rules'), { replace: true });
  };
  const isOwn = origin === 'user';
  if (!isOwn && !changed) return null;
  return (
    <>
      <button type="button" className="obs-button is-danger" onClick={() => setAsking(true)}>
        {isOwn ? texts.remove : ruleTexts.reset}
      </button>
      {isAsking && (
        <ConfirmDialog
          title={isOwn ? ruleTexts.deleteTitle(name) : ruleTexts.resetTitle(name)}
          text={isOwn ? ruleTexts.deleteText : ruleTexts.resetText}
          action={isOwn ? texts.remove : ruleTexts.reset}
          typed={isOwn ? name : undefined}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(name, { onSuccess: toRules })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
