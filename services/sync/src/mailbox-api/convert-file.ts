/** A message file that a client sends, as one of another format. */
import { type MessageFormat, extensionOf, mediaTypeOf } from '@postbus/message-file';
import type { ConversionThreads } from './conversion-threads.ts';
import { type Representation, heldRepresentation } from './representation.ts';

export class ConvertFile {
  constructor(private readonly threads: ConversionThreads) {}

  /**
   * @param from recognised by the content where it is not told
   * @throws {ApiError} `cannot-convert`, `busy`
   */
  async execute(
    file: Uint8Array,
    { from, to }: { readonly from: MessageFormat | undefined; readonly to: MessageFormat },
    signal: AbortSignal,
  ): Promise<Representation> {
    const { bytes, defects } = await this.threads.run(() => Promise.resolve({ file, from, to }), signal);
    return heldRepresentation(bytes, { mediaType: mediaTypeOf(to), filename: `message.${extensionOf(to)}`, defects });
  }
}
