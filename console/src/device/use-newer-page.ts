import { useEffect, useState } from 'react';
import { isLive, useConnection } from '../live/use-connection.ts';

/** The scripts that this page began with: their names change with the page. */
const ownScripts = () =>
  [...document.querySelectorAll<HTMLScriptElement>('script[type=module][src]')].map(
    ({ src }) => new URL(src, document.baseURI).pathname,
  );

/** Whether the hub has another page than this one: asked whenever the connection is there (again). */
export function useNewerPage(): boolean {
  const live = isLive(useConnection());
  const [isNewer, setNewer] = useState(false);
  useEffect(() => {
    if (!live || isNewer || !import.meta.env.PROD) return;
    const abort = new AbortController();
    const look = async () => {
      const response = await fetch('/index.html', { cache: 'no-cache', signal: abort.signal });
      if (!response.ok) return;
      const text = await response.text();
      setNewer(!ownScripts().every((path) => text.includes(path)));
    };
    look().catch(() => {});
    return () => abort.abort();
  }, [live, isNewer]);
  return isNewer;
}
