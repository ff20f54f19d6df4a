import { lazy, Suspense } from 'react';
import { Skeleton } from '../parts/skeleton.tsx';
import { AlertList } from './alert-list.tsx';
import { AlertPage } from './alert-page.tsx';

const RulesPage = lazy(async () => ({ default: (await import('./rules-page.tsx')).RulesPage }));
const SilencesPage = lazy(async () => ({ default: (await import('./silences-page.tsx')).SilencesPage }));
const ChannelsPage = lazy(async () => ({ default: (await import('./channels-page.tsx')).ChannelsPage }));

/** Alerts and what belongs to them: `''`, `rules`, `rules/NAME`, `silences`, `channels`, or the id of one alert. */
export function AlertsPage({ part }: { part: string }) {
  const [first = '', ...rest] = part.split('/');
  return <Suspense fallback={<Skeleton lines={8} />}>{inside(first, rest.join('/'))}</Suspense>;
}

function inside(first: string, rest: string) {
  switch (first) {
    case '':
      return <AlertList />;
    case 'rules':
      return <RulesPage name={rest} />;
    case 'silences':
      return <SilencesPage />;
    case 'channels':
      return <ChannelsPage />;
    default:
      return <AlertPage key={first} id={first} />;
  }
}
