import { useEffect, useRef, useState } from 'react';
import { isUnfinished } from './complete-query.ts';

/** A pause in typing after which the list follows. */
const TYPING_MS = 250;

/**
 * The text of a search while it is typed; `onSearch` hears of it after a pause, once it can be read.
 * @param inAddress the search that is shown; the text follows it where it changes by other ways than typing
 */
export function useTypedSearch(inAddress: string, onSearch: (text: string) => void) {
  const [text, setText] = useState(inAddress);
  const typed = text.trim();
  const lastAddress = useRef(inAddress);
  useEffect(() => {
    if (lastAddress.current === inAddress) return;
    lastAddress.current = inAddress;
    setText((now) => (now.trim() === inAddress ? now : inAddress));
  }, [inAddress]);

  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  });
  const send = (sought: string) => {
    lastAddress.current = sought;
    search.current(sought);
  };
  const sendNow = useRef(send);
  useEffect(() => {
    sendNow.current = send;
  });
  useEffect(() => {
    if (typed === inAddress || isUnfinished(text)) return;
    const timer = setTimeout(() => sendNow.current(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text, inAddress]);

  return { text, setText, searchNow: () => typed !== inAddress && send(typed) };
}
