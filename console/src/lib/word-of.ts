/** The word for a name of the hub's; a name that only a newer hub knows stands for itself, without its underscores. */
export function wordOf(words: Readonly<Partial<Record<string, string>>>, name: string): string {
  return (Object.hasOwn(words, name) ? words[name] : undefined) ?? name.replaceAll('_', ' ');
}
