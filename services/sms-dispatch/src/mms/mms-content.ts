/** The slides of an MMS object with their bytes at hand. */
import { blobsOf } from '@postbus/domain';
import { type MessageObject, type ResolveValue, isExternal } from '@postbus/mapi';
import { type Mms, type MmsContent, type MmsMedia, type MmsSlide, OxosmmsError, readMms } from '@postbus/oxosmms';
import type { BlobStore } from '@postbus/ports';

/** Bytes up to which a medium stays in its object. */
const largestInline = 32 * 1024;

export interface ContentAtHand {
  readonly mms: Mms;
  readonly resolve: ResolveValue;
}

/**
 * Reads an MMS object and all that it refers to.
 * @returns undefined where something that it shows lies nowhere
 * @throws {PortError} where the blobs are away
 */
export async function contentAtHand(
  object: MessageObject,
  blobs: Pick<BlobStore, 'read'>,
): Promise<ContentAtHand | undefined> {
  const bytes = new Map<string, Uint8Array>();
  for (const blob of blobsOf({ object })) bytes.set(blob.sha256, await blobs.read(blob));
  const resolve: ResolveValue = (value) => {
    const found = value.in === 'blob' ? bytes.get(value.sha256) : undefined;
    if (found === undefined) throw new OxosmmsError('value-not-here', value.in, 'a value lies outside the message');
    return found;
  };
  try {
    return { mms: readMms(object, resolve), resolve };
  } catch (error) {
    if (error instanceof OxosmmsError) return undefined;
    throw error;
  }
}

/** Slides whose large media are in `blobs`, so that what a mailbox holds of a message stays small. */
export async function withMediaInBlobs(
  { slides, others }: Required<MmsContent>,
  blobs: Pick<BlobStore, 'put'>,
): Promise<Required<MmsContent>> {
  const kept: MmsSlide[] = [];
  for (const { image, sound, video, ...slide } of slides)
    kept.push({
      ...slide,
      ...(image !== undefined && { image: await inBlob(image, blobs) }),
      ...(sound !== undefined && { sound: await inBlob(sound, blobs) }),
      ...(video !== undefined && { video: await inBlob(video, blobs) }),
    });
  return { slides: kept, others: await Promise.all(others.map((one) => inBlob(one, blobs))) };
}

async function inBlob(media: MmsMedia, blobs: Pick<BlobStore, 'put'>): Promise<MmsMedia> {
  const { content } = media;
  if (isExternal(content) || content.length <= largestInline) return media;
  return { ...media, content: { in: 'blob', ...(await blobs.put(content)) } };
}
