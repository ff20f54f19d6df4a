/** Hands a text to the browser as a file to keep. */
export function downloadText(name: string, type: 'text/csv' | 'application/json', text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn; Safari takes a little longer.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
