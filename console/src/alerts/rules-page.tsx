import { PageHead } from '../parts/page-head.tsx';
import { alertsTexts } from '../texts/alerts.ts';
import { AlertTabs } from './alert-tabs.tsx';

/** Rules of alerts. */
export function RulesPage(_props: { name?: string }) {
  return (
    <>
      <PageHead title={alertsTexts.tabs.rules} />
      <AlertTabs current="rules" />
    </>
  );
}
