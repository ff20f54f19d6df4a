import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { alertsTexts } from '../texts/alerts.ts';

const tabs = ['alerts', 'rules', 'silences', 'channels'] as const;

/** The ways between alerts, their rules, silences and channels. */
export function AlertTabs({ current }: { current: (typeof tabs)[number] }) {
  return (
    <nav className="obs-page-tabs" aria-label={alertsTexts.tabsLabel}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          href={pagePath('alerts', tab === 'alerts' ? '' : tab)}
          className="obs-page-tab"
          aria-current={tab === current ? 'page' : undefined}
        >
          {alertsTexts.tabs[tab]}
        </Link>
      ))}
    </nav>
  );
}
