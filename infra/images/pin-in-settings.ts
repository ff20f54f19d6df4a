import { Document, isMap, parseDocument } from 'yaml';

/** A settings file with images written to `images.overrides`. Everything else, comments too, stays as it is. */
export function pinInSettings(text: string, images: ReadonlyMap<string, string>): string {
  const parsed = parseDocument(text);
  const document = isMap(parsed.contents) ? parsed : new Document({});
  // A file of comments alone has no mapping; its comments are kept.
  if (document !== parsed) document.commentBefore = parsed.comment ?? parsed.commentBefore;
  for (const [component, image] of images) document.setIn(['images', 'overrides', component], image);
  return document.toString({ lineWidth: 0 });
}
