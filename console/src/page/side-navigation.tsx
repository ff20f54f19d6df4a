import { Icon } from '../parts/icon.tsx';
import { Link } from '../place/link.tsx';
import { type PageName, pagePath, type Route } from '../place/route.ts';
import { shellTexts } from '../texts/shell.ts';
import { navigation, pageIcons } from './navigation.ts';

/** All pages at the side of a desk's screen. */
export function SideNavigation({ current }: { current: Route['page'] }) {
  return (
    <nav className="obs-side" aria-label={shellTexts.navigation}>
      {navigation.map(({ name, pages }) => (
        <div key={name}>
          <div className="obs-side-title">{shellTexts.groups[name]}</div>
          {pages.map((page) => (
            <SideLink key={page} page={page} isCurrent={page === current} />
          ))}
        </div>
      ))}
    </nav>
  );
}

/** A link to a page with its sign. */
export function SideLink({ page, isCurrent }: { page: PageName; isCurrent: boolean }) {
  return (
    <Link href={pagePath(page)} className="obs-side-link" aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={pageIcons[page]} />
      {shellTexts.pages[page]}
    </Link>
  );
}
