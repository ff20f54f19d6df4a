const BLOCK = 512;

/** A tar archive (ustar) of one file. */
export function tarOf(
  path: string,
  content: string,
  { mode, uid, gid }: { readonly mode: string; readonly uid: number; readonly gid: number },
): Uint8Array {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  const name = path.replace(/^\//, '');
  const split = name.length <= 100 ? -1 : name.indexOf('/', name.length - 101);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at);
  header.write(name.slice(split + 1), 0);
  octal(Number.parseInt(mode, 8), 100, 8);
  octal(uid, 108, 8);
  octal(gid, 116, 8);
  octal(body.length, 124, 12);
  octal(0, 136, 12);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  if (split > 0) header.write(name.slice(0, split), 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return Buffer.concat([header, body, padding, Buffer.alloc(2 * BLOCK)]);
}
