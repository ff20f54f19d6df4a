import { Icon } from '../parts/icon.tsx';
import { Link } from '../place/link.tsx';
import { type PageName, pagePath, type Route } from '../place/route.ts';
import { deviceTexts } from '../texts/device.ts';
import { shellTexts } from '../texts/shell.ts';
import { navigation, pageIcons } from './navigation.ts';

/** All pages at the side of a desk's screen. */
export function SideNavigation({ current, onDevice }: { current: Route['page']; onDevice: () => void }) {
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
      <div className="obs-side-end">
        <DeviceButton onClick={onDevice} />
      </div>
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

/** Opens what this browser can be for the reader. */
export function DeviceButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="obs-side-link" onClick={onClick}>
      <Icon name="download" />
      {deviceTexts.title}
    </button>
  );
}
