/**
 * Puts the focus on what `find` finds, which may be drawn only some frames later; not where the reader has put it
 * elsewhere by then.
 * @param from what had the focus when it was asked for
 */
export function focusOnceDrawn(
  find: () => HTMLElement | null | undefined,
  frames = 1,
  from = document.activeElement,
): void {
  if (hasMovedOn(from)) return;
  const element = find();
  if (element) element.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusOnceDrawn(find, frames - 1, from));
}

/** Whether the focus is elsewhere than it was; nowhere it is where what had it is drawn no longer. */
export function hasMovedOn(from: Element | null): boolean {
  const { activeElement, body } = document;
  return activeElement !== null && activeElement !== from && activeElement !== body;
}
