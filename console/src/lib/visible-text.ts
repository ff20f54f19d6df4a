// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/** A text with its control characters as the pictures that Unicode has for them: `␛`, `␀`; lines and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(controls, (control) => {
    const code = control.charCodeAt(0);
    return code === DELETE ? DELETE_PICTURE : String.fromCharCode(PICTURES + code);
  });
}
