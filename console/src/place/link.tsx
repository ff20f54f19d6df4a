import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { usePlace } from './place-context.tsx';

/** A link to an address of the hub's page. Clicks with a modifier, and other buttons, stay the browser's. */
export function Link({ href, onClick, ...rest }: ComponentPropsWithRef<'a'> & { href: string }) {
  const place = usePlace();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain || !place.isPage) return;
    event.preventDefault();
    place.go(href);
  };
  return <a href={place.href(href)} onClick={follow} {...rest} />;
}
