/** The bytes in gzip. */
export function gzipped(bytes: Uint8Array): Promise<Buffer> {
  const { gzip } = process.getBuiltinModule('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(bytes, (error, packed) => (error === null ? resolve(packed) : reject(error)));
  });
}
