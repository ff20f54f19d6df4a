import { useEffect, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../place/link.tsx';
import { pagePath, type Route } from '../place/route.ts';
import { shellTexts } from '../texts/shell.ts';
import { bottomPages, navigation, pageIcons } from './navigation.ts';
import { DeviceButton, SideLink } from './side-navigation.tsx';

/** The pages at the lower edge of a phone; the last button shows all of them. */
export function BottomNavigation({ current, onDevice }: { current: Route['page']; onDevice: () => void }) {
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever chose a page has no more use for the list
  useEffect(() => setOpen(false), [current]);
  return (
    <nav className="obs-bottom" aria-label={shellTexts.allPages}>
      {bottomPages.map((page) => (
        <Link
          key={page}
          href={pagePath(page)}
          className="obs-bottom-link"
          aria-current={page === current ? 'page' : undefined}
        >
          <Icon name={pageIcons[page]} />
          {shellTexts.pages[page]}
        </Link>
      ))}
      <button type="button" className="obs-bottom-link" onClick={() => setOpen(true)}>
        <Icon name="more" />
        {shellTexts.more}
      </button>
      {isOpen && (
        <Dialog title={shellTexts.allPages} onClose={() => setOpen(false)}>
          {navigation.flatMap(({ pages }) =>
            pages.map((page) => <SideLink key={page} page={page} isCurrent={page === current} />),
          )}
          <DeviceButton
            onClick={() => {
              setOpen(false);
              onDevice();
            }}
          />
        </Dialog>
      )}
    </nav>
  );
}
