import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * As much of S3 as Loki speaks, over one bucket in memory: put, get, head, delete and list, for whoever signs with its
 * access key. No S3 server is to be had on the machines of the tests.
 */
export class ObjectStore {
  readonly objects = new Map<string, Buffer>();
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(bucket: string, accessKey: string): Promise<ObjectStore> {
    const server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://store');
      const body = await read(request);
      const answer = (status: number, content: string | Buffer = '', headers = {}) =>
        response.writeHead(status, headers).end(content);
      if (!request.headers.authorization?.includes(`Credential=${accessKey}/`)) {
        return answer(403, fault('AccessDenied'));
      }
      const [, first, ...rest] = decodeURIComponent(url.pathname).split('/');
      if (first !== bucket) return answer(404, fault('NoSuchBucket'));
      const key = rest.join('/');
      if (key === '') return answer(200, list(store.objects, url.searchParams), XML);
      if (request.method === 'PUT') {
        store.objects.set(key, body);
        return answer(200, '', { etag: '"x"' });
      }
      if (request.method === 'DELETE') {
        store.objects.delete(key);
        return answer(204);
      }
      const object = store.objects.get(key);
      if (object === undefined) return answer(404, request.method === 'HEAD' ? '' : fault('NoSuchKey'), XML);
      return answer(200, request.method === 'HEAD' ? '' : object, {
        'content-length': object.length,
        etag: '"x"',
      });
    });
    const store = new ObjectStore(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return store;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

const XML = { 'content-type': 'application/xml' };
const fault = (code: string) => `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** One page with all; folders where the question has a delimiter. */
function list(objects: ReadonlyMap<string, Buffer>, question: URLSearchParams): string {
  const prefix = question.get('prefix') ?? '';
  const delimiter = question.get('delimiter') ?? '';
  const found = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
  const folderOf = (key: string) => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? null : key.slice(0, end + delimiter.length);
  };
  const folders = new Set(found.flatMap((key) => folderOf(key) ?? []));
  const contents = found
    .filter((key) => folderOf(key) === null)
    .map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"x"</ETag><Size>${objects.get(key)?.length ?? 0}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
  const common = [...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`);
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>${contents.length}</KeyCount>${contents.join('')}${common.join('')}</ListBucketResult>`;
}
