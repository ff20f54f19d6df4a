import { useEffect, useState } from 'react';
import type uPlot from 'uplot';

let loaded: typeof uPlot | null = null;

/** What draws charts on canvases, once its file is here: what has words in it is painted before. */
export function useUPlot(): typeof uPlot | null {
  const [Drawn, setDrawn] = useState(() => loaded);
  useEffect(() => {
    if (Drawn !== null) return;
    const load = async () => {
      loaded = (await import('uplot')).default;
      setDrawn(() => loaded);
    };
    // The legend and the table of a chart have all of it.
    load().catch(() => {});
  }, [Drawn]);
  return Drawn;
}
