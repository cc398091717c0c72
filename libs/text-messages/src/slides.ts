/** Pictures, sounds and films beside a text, as the slides that show them. [MS-OXOSMMS] 1.3 */
import type { MmsContent, MmsMedia, MmsSlide } from '@postbus/oxosmms';

/** The text with the first picture or film; each further medium has a slide of its own; what cannot be shown goes along. */
export function slidesOf(text: string, attachments: readonly MmsMedia[]): MmsContent {
  const shown = attachments.filter((medium) => placeOf(medium) !== undefined);
  const [first, ...rest] = shown.map((medium): MmsSlide => ({ [placeOf(medium)!]: medium }));
  const withText = { ...(text !== '' && { text }), ...first };
  return { slides: [withText, ...rest], others: attachments.filter((medium) => placeOf(medium) === undefined) };
}

function placeOf({ mediaType }: MmsMedia): 'image' | 'sound' | 'video' | undefined {
  const [type] = mediaType.toLowerCase().split('/', 1);
  if (type === 'audio') return 'sound';
  return type === 'image' || type === 'video' ? type : undefined;
}
