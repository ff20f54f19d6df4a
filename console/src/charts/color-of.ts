/** The colour that a custom property has on an element, as canvases take it: `light-dark()` and the like resolved. */
export function colorOf(element: Element, property: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
