import { useEffect, useRef } from 'react';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

/**
 * Keys of the whole page, by their name, with `mod+` before it where Ctrl or ⌘ is held; not while the reader types, but for
 * Escape and those with `mod+`.
 */
export function useKeys(handlers: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      const isModified = event.metaKey || event.ctrlKey;
      if (isTyping(event.target) && event.key !== 'Escape' && !isModified) return;
      current.current[isModified ? `mod+${event.key}` : event.key]?.(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
