// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/** As much of a text as a line of a list shows; megabytes in it would make the page slow. */
export const BRIEF_LENGTH = 600;

/** The beginning of a text with its control characters visible, for where a line or a few show it. */
export function briefText(text: string): string {
  if (text.length <= BRIEF_LENGTH) return visibleText(text);
  // What is cut in the middle of a character is no text.
  const end = /[\ud800-\udbff]/.test(text.charAt(BRIEF_LENGTH - 1)) ? BRIEF_LENGTH - 1 : BRIEF_LENGTH;
  return `${visibleText(text.slice(0, end))}…`;
}

/** A text with its control characters as the pictures that Unicode has for them: `␛`, `␀`; lines and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(controls, (control) => {
    const code = control.charCodeAt(0);
    return code === DELETE ? DELETE_PICTURE : String.fromCharCode(PICTURES + code);
  });
}
