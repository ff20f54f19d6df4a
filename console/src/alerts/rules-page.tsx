import { Problem } from '../hub/problem.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { pagePath } from '../place/route.ts';
import { ruleTexts } from '../texts/alert-rules.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { RuleEditor } from './rule-editor.tsx';
import { RuleList } from './rule-list.tsx';
import { ruleQuestion } from './rules-questions.ts';

/** How far back the preview of a rule looks at first, in minutes. */
const PREVIEW_MINUTES = 24 * 60;

/** Rules of alerts: all of them, one by its name, or `new`. */
export function RulesPage({ name }: { name: string }) {
  if (name === '') return <RuleList />;
  const title = name === 'new' ? ruleTexts.newTitle : name;
  return (
    <>
      <Breadcrumb
        within={[
          [pagePath('alerts'), alertsTexts.title],
          [pagePath('alerts', 'rules'), ruleTexts.title],
        ]}
        current={title}
      />
      <PageHead title={title} rangeMinutes={PREVIEW_MINUTES} />
      {name === 'new' ? <RuleEditor rule={null} /> : <OneRule key={name} name={name} />}
    </>
  );
}

function OneRule({ name }: { name: string }) {
  const rule = useHubQuery(ruleQuestion(name));
  if (rule.error instanceof Problem && rule.error.status === 404)
    return <EmptyNote level={2} title={ruleTexts.missing} />;
  return (
    <Answer query={rule} lines={8}>
      {(data) => <RuleEditor rule={data} />}
    </Answer>
  );
}
