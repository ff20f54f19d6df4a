/**
 * What errors of libraries quote of users, models and tools, between the words before it and those after it: of the
 * AI SDK (`JSONParseError`, `TypeValidationError`), of the output parsers of LangChain, and of `JSON.parse`.
 */
const quotes: readonly RegExp[] = [
  /(JSON parsing failed: Text: )[\s\S]*?(\.\nError message: |$)/g,
  /(Type validation failed[^\n]{0,200}?: Value: )[\s\S]*?(\.\nError message: |$)/g,
  /(Failed to parse\. Text: ")[\s\S]*?("\. Error: |$)/g,
  /(Unexpected token ).{1,10}, (?:\.\.\.)?"[\s\S]{0,60}?"(?:\.\.\.)?( is not valid JSON)/g,
];

/** The text of an error without what it quotes of others' content. */
export function withoutQuotes(text: string): string {
  return quotes.reduce((left, quote) => left.replace(quote, '$1…$2'), text);
}
