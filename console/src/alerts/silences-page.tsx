import { PageHead } from '../parts/page-head.tsx';
import { alertsTexts } from '../texts/alerts.ts';
import { AlertTabs } from './alert-tabs.tsx';

/** Silences of alerts. */
export function SilencesPage(_props: { name?: string }) {
  return (
    <>
      <PageHead title={alertsTexts.tabs.silences} />
      <AlertTabs current="silences" />
    </>
  );
}
