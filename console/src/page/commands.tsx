import { useRef, useState } from 'react';
import { useKeys } from '../hooks/use-keys.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { usePlace } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { shellTexts } from '../texts/shell.ts';
import { CommandPalette } from './command-palette.tsx';
import { pageKeys } from './navigation.ts';

/** How long after `g` a letter still means a page. */
const PREFIX_MS = 1_500;

/** The button and the keys of the command palette, the list of keys, and `g` with a letter. */
export function Commands({ onDevice }: { onDevice: () => void }) {
  const place = usePlace();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const prefixAt = useRef(Number.NEGATIVE_INFINITY);
  const toPage = (letter: string) => (event: KeyboardEvent) => {
    const page = pageKeys[letter];
    if (!page || performance.now() - prefixAt.current > PREFIX_MS) return;
    prefixAt.current = Number.NEGATIVE_INFINITY;
    event.preventDefault();
    place.go(pagePath(page));
  };
  useKeys({
    ...Object.fromEntries(Object.keys(pageKeys).map((letter) => [letter, toPage(letter)])),
    g: () => {
      prefixAt.current = performance.now();
    },
    'mod+k': (event) => {
      event.preventDefault();
      setOpen('palette');
    },
    '?': () => setOpen('help'),
  });
  const close = () => setOpen(null);
  return (
    <>
      <button
        type="button"
        className="obs-button is-quiet obs-compact-button"
        onClick={() => setOpen('palette')}
      >
        <Icon name="search" />
        <span>{shellTexts.palette.open}</span>
        <kbd className="obs-wide-only">Ctrl K</kbd>
      </button>
      {open === 'palette' && (
        <CommandPalette
          onClose={close}
          onHelp={() => setOpen('help')}
          onDevice={() => {
            close();
            onDevice();
          }}
        />
      )}
      {open === 'help' && (
        <Dialog title={shellTexts.help.title} onClose={close}>
          <dl className="obs-keys">
            {shellTexts.help.rows.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}
