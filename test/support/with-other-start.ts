/**
 * The same text with another first character. A change at the end proves nothing: the last
 * characters of base64url can be what they are changed to already, or carry no bits at all.
 */
export const withOtherStart = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
