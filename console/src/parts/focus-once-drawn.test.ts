import { afterEach, expect, test, vi } from 'vitest';
import { focusOnceDrawn } from './focus-once-drawn.ts';

afterEach(() => vi.unstubAllGlobals());

/** A document of which only the focus is known, and the frames that were asked for. */
function pageWith(activeElement: object) {
  const body = {};
  const page = { activeElement, body };
  const frames: (() => void)[] = [];
  vi.stubGlobal('document', page);
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  const elementNamed = (name: string) => {
    const element = {
      name,
      focus: () => {
        page.activeElement = element;
      },
    };
    return element as unknown as HTMLElement;
  };
  return { page, body, elementNamed, draw: () => frames.shift()?.() };
}

test('what is drawn has the focus at once, and no frame comes after it', () => {
  const { page, elementNamed, draw } = pageWith({ name: 'before' });
  const row = elementNamed('row');
  focusOnceDrawn(() => row);
  expect(page.activeElement).toBe(row);
  const field = elementNamed('field');
  page.activeElement = field;
  draw();
  expect(page.activeElement).toBe(field);
});

test('what is drawn later has the focus then, also where what had it is gone', () => {
  const { page, body, elementNamed, draw } = pageWith({ name: 'before' });
  const row = elementNamed('row');
  let found: HTMLElement | null = null;
  focusOnceDrawn(() => found);
  found = row;
  page.activeElement = body;
  draw();
  expect(page.activeElement).toBe(row);
});

test('a reader who went elsewhere before it was drawn stays there', () => {
  const { page, elementNamed, draw } = pageWith({ name: 'before' });
  const row = elementNamed('row');
  let found: HTMLElement | null = null;
  focusOnceDrawn(() => found, 60);
  const field = elementNamed('field');
  page.activeElement = field;
  found = row;
  draw();
  expect(page.activeElement).toBe(field);
});
