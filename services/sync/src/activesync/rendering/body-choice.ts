/** In which form a body is told, by what the client takes and what the message has. [MS-ASAIRS] 2.2.2.12, 2.2.2.3.2 */
import { type BodyPreference, BodyType, MimeSupport, mimeTruncationSizes } from '@postbus/activesync';
import type { MessageRecord } from '@postbus/domain';
import type { ItemOptions } from '../rendering.ts';

/** One form to try. */
export interface BodyChoice {
  readonly type: typeof BodyType.PlainText | typeof BodyType.Html | typeof BodyType.Mime;
  /** Bytes; absent: no limit. */
  readonly limit?: number;
  /** Whether a body above the limit is to be left out rather than cut. */
  readonly allOrNone: boolean;
  /** Characters of a preview. */
  readonly preview?: number;
}

/** Forms in the order in which they are to be tried; one that is all or none may fail. Never empty. */
export function bodyChoices(message: MessageRecord, options: ItemOptions): BodyChoice[] {
  const mime = mimeChoice(message, options);
  const native = nativeType(message);
  const other = native === BodyType.Html ? BodyType.PlainText : BodyType.Html;
  const told = [native, other].flatMap((type) => {
    const preference = options.bodyPreferences.find(({ Type }) => Type === type);
    return preference === undefined ? [] : [choiceOf(type, preference)];
  });
  const choices = mime === undefined ? told : [mime, ...told];
  return choices.length > 0 ? choices : [choiceOf(native, options.bodyPreferences[0] ?? { Type: native })];
}

/** HTML where the message has it: a text beside it was made of it. [MS-ASAIRS] 2.2.2.32 */
function nativeType({ summary }: MessageRecord): typeof BodyType.PlainText | typeof BodyType.Html {
  return summary.bodySizes.html === undefined ? BodyType.PlainText : BodyType.Html;
}

/** Of S/MIME: those of notes, and any with their suffixes, as of forms and receipts. [MS-OXOSMIME] 2.1.3.1, 2.1.3.2 */
const secureClass = /^IPM\.Note\.SMIME(?:\.|$)|^IPM\..*\.SMIME(?:\.MultipartSigned)?$/i;

/** MIME, where MIMESupport allows it and it is asked for; of an S/MIME message there is nothing better. [MS-ASCMD] 2.2.3.110.3 */
function mimeChoice({ summary }: MessageRecord, options: ItemOptions): BodyChoice | undefined {
  const secure = secureClass.test(summary.messageClass);
  const preference = options.bodyPreferences.find(({ Type }) => Type === BodyType.Mime);
  const allowed = options.mimeSupport === MimeSupport.Always || (options.mimeSupport !== MimeSupport.Never && secure);
  if (!allowed || (preference === undefined && !secure)) return undefined;
  const truncation = options.mimeTruncation === undefined ? undefined : mimeTruncationSizes[options.mimeTruncation];
  const limits = [preference?.TruncationSize, truncation].filter((limit) => limit !== undefined);
  const choice = choiceOf(BodyType.Mime, preference ?? { Type: BodyType.Mime });
  return limits.length === 0 ? choice : { ...choice, limit: Math.min(...limits) };
}

function choiceOf(type: BodyChoice['type'], preference: BodyPreference): BodyChoice {
  const { TruncationSize, AllOrNone, Preview } = preference;
  return {
    type,
    ...(TruncationSize === undefined ? {} : { limit: TruncationSize }),
    allOrNone: AllOrNone === true && TruncationSize !== undefined,
    ...(Preview === undefined ? {} : { preview: Preview }),
  };
}
