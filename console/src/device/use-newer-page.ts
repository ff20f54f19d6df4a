import { useEffect, useState } from 'react';
import { isLive, useConnection } from '../live/use-connection.ts';

/** The script that this page began with: its name changes with the page. */
const ownScript = () =>
  new URL(document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? '', document.baseURI)
    .pathname;

/** Whether the hub has another page than this one: asked whenever the connection is there (again). */
export function useNewerPage(): boolean {
  const live = isLive(useConnection());
  const [isNewer, setNewer] = useState(false);
  useEffect(() => {
    if (!live || isNewer || !import.meta.env.PROD) return;
    const abort = new AbortController();
    const look = async () => {
      const response = await fetch('/index.html', { cache: 'no-cache', signal: abort.signal });
      if (response.ok) setNewer(!(await response.text()).includes(ownScript()));
    };
    look().catch(() => {});
    return () => abort.abort();
  }, [live, isNewer]);
  return isNewer;
}
