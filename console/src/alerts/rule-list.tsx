import { useMay } from '../access/use-may.ts';
import type { AlertRule } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { ruleTexts } from '../texts/alert-rules.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { RuleTable } from './rule-table.tsx';
import { rulesKey, rulesQuestion } from './rules-questions.ts';

/** As often as the hub evaluates. */
const REFRESH_MS = 15_000;

/** All rules with how they stand. */
export function RuleList() {
  const mayChange = useMay('operate');
  const rules = useHubQuery(rulesQuestion, { everyMs: REFRESH_MS });
  useRefreshOnChange(rulesKey, 1_000, true, ['alerts']);
  const firing = rules.data?.filter(({ state }) => state === 'firing').length ?? 0;
  return (
    <>
      <PageHead title={ruleTexts.title} note={rules.data && ruleTexts.counted(rules.data.length, firing)}>
        {mayChange && <NewRule />}
      </PageHead>
      <AlertTabs current="rules" />
      {!mayChange && <p className="obs-card-note">{ruleTexts.notAllowed}</p>}
      <Answer query={rules} lines={10}>
        {(all) => <Rules rules={all} mayChange={mayChange} />}
      </Answer>
    </>
  );
}

const NewRule = () => (
  <Link href={pagePath('alerts', 'rules/new')} className="obs-button is-primary">
    <Icon name="plus" />
    {ruleTexts.add}
  </Link>
);

function Rules({ rules, mayChange }: { rules: readonly AlertRule[]; mayChange: boolean }) {
  const own = rules.filter(({ origin }) => origin === 'user');
  const every = rules.filter(({ origin }) => origin !== 'user');
  const isOff = rules.some(({ evaluated_by }) => evaluated_by === 'nobody');
  return (
    <>
      {isOff && <p className="obs-alert-off">{ruleTexts.byNobody}</p>}
      <div className="obs-cards">
        <Panel title={ruleTexts.own} className="is-whole">
          {own.length === 0 ? (
            <EmptyNote title={ruleTexts.ownNone}>
              <p>{ruleTexts.ownNoneText}</p>
            </EmptyNote>
          ) : (
            <RuleTable label={ruleTexts.own} rules={own} mayChange={mayChange} />
          )}
        </Panel>
        <Panel title={ruleTexts.every} note={mayChange && ruleTexts.everyNote} className="is-whole">
          <RuleTable label={ruleTexts.every} rules={every} mayChange={mayChange} />
        </Panel>
      </div>
    </>
  );
}
