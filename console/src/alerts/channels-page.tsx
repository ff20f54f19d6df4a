import { PageHead } from '../parts/page-head.tsx';
import { alertsTexts } from '../texts/alerts.ts';
import { AlertTabs } from './alert-tabs.tsx';

/** Channels of alerts. */
export function ChannelsPage(_props: { name?: string }) {
  return (
    <>
      <PageHead title={alertsTexts.tabs.channels} />
      <AlertTabs current="channels" />
    </>
  );
}
