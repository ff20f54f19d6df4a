import protobuf from 'protobufjs/minimal.js';

const MESSAGE_TAG = 0x12;

/** The words of an answer that refuses: the message of a google.rpc.Status in protobuf, else the answer as text. */
export function statusText(contentType: string | undefined, answer: Buffer): string {
  if (contentType?.startsWith('application/x-protobuf')) {
    try {
      const reader = protobuf.Reader.create(answer);
      while (reader.pos < reader.len) {
        const tag = reader.uint32();
        if (tag === MESSAGE_TAG) return reader.string();
        reader.skipType(tag & 7);
      }
    } catch {
      // Then as text.
    }
  }
  return answer.toString('utf8', 0, 300);
}
