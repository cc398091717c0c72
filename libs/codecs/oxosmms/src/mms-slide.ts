/** What an MMS object shows, one slide after another. [MS-OXOSMMS] 1.3 */
import type { ExternalValue } from '@postbus/mapi';

export interface MmsMedia {
  /** File name; one is made where it is absent. */
  readonly name?: string;
  /** `image/jpeg`. */
  readonly mediaType: string;
  /** The bytes, or where they lie. */
  readonly content: Uint8Array | ExternalValue;
}

export interface MmsSlide {
  readonly text?: string;
  readonly image?: MmsMedia;
  readonly sound?: MmsMedia;
  readonly video?: MmsMedia;
  /** How long it is shown, in milliseconds. */
  readonly durationMs?: number;
}

/** What a part of a slide is. */
export type SlideKind = 'text' | 'image' | 'sound' | 'video';

export interface MmsContent {
  readonly slides: readonly MmsSlide[];
  /** What belongs to no slide: a contact, a file. */
  readonly others?: readonly MmsMedia[];
}
