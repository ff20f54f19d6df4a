import { startTransition, useEffect, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';

/** A hub that is slower than this is not waited for. */
const MOST_MS = 1_000;

/** Whether what was asked first has its answers: then there is time for what nobody sees yet. */
export function useFirstAnswers(): boolean {
  const { queries } = useHub();
  const [areThere, setThere] = useState(false);
  useEffect(() => {
    const stop = () => {
      clearTimeout(timer);
      leave();
    };
    const look = () => {
      if (queries.isFetching() === 0) end();
    };
    const end = () => {
      stop();
      startTransition(() => setThere(true));
    };
    const timer = setTimeout(end, MOST_MS);
    const leave = queries.getQueryCache().subscribe(look);
    // They may all have been here before the page was.
    look();
    return stop;
  }, [queries]);
  return areThere;
}
