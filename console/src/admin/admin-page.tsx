import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from 'react';
import { useMay } from '../access/use-may.ts';
import { useAreRightsOnTheirWay } from '../access/use-rights.ts';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { adminTexts } from '../texts/admin.ts';

const tabs = {
  status: lazy(async () => ({ default: (await import('./status-tab.tsx')).StatusTab })),
  keys: lazy(async () => ({ default: (await import('./keys-tab.tsx')).KeysTab })),
  people: lazy(async () => ({ default: (await import('./people-tab.tsx')).PeopleTab })),
  projects: lazy(async () => ({ default: (await import('./projects-tab.tsx')).ProjectsTab })),
  privacy: lazy(async () => ({ default: (await import('./privacy-tab.tsx')).PrivacyTab })),
  redaction: lazy(async () => ({ default: (await import('./redaction-tab.tsx')).RedactionTab })),
  encryption: lazy(async () => ({ default: (await import('./encryption-tab.tsx')).EncryptionTab })),
  audit: lazy(async () => ({ default: (await import('./audit-tab.tsx')).AuditTab })),
} satisfies Readonly<Record<string, LazyExoticComponent<ComponentType>>>;
type TabName = keyof typeof tabs;
const tabNames = Object.keys(tabs) as readonly TabName[];

/** What whoever may not administer can look at. */
const isForAll = (tab: TabName) => tab === 'status' || tab === 'projects';

/** Administration; `part` is a tab. */
export function AdminPage({ part }: { part: string }) {
  const mayAdminister = useMay('administer');
  const current = tabNames.find((tab) => tab === (part === '' ? 'status' : part));
  return (
    <>
      <PageHead title={adminTexts.title} />
      <nav className="obs-page-tabs" aria-label={adminTexts.tabsLabel}>
        {tabNames
          .filter((tab) => mayAdminister || isForAll(tab))
          .map((tab) => (
            <Link
              key={tab}
              href={pagePath('admin', tab === 'status' ? '' : tab)}
              className="obs-page-tab"
              aria-current={tab === current ? 'page' : undefined}
            >
              {adminTexts.tabs[tab]}
            </Link>
          ))}
      </nav>
      <Inside tab={current} mayAdminister={mayAdminister} />
    </>
  );
}

function Inside({ tab, mayAdminister }: { tab: TabName | undefined; mayAdminister: boolean }) {
  const isAsked = useAreRightsOnTheirWay();
  if (tab === undefined) return <EmptyNote level={2} title={adminTexts.missing} />;
  if (!mayAdminister && !isForAll(tab))
    return (
      <EmptyNote level={2} title={adminTexts.notAllowed}>
        <p>{adminTexts.notAllowedText}</p>
      </EmptyNote>
    );
  // What would be refused is not asked for.
  if (isAsked) return <Skeleton lines={8} />;
  const Tab = tabs[tab];
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      <Tab />
    </Suspense>
  );
}
