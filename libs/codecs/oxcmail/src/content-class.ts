/** Content-Class and the class of a message. [MS-OXCMAIL] 2.2.3.2.15 */
import { type AttachmentObject, PidTagAttachMimeTag } from '@postbus/mapi';

/** What a message of a Content-Class must have among its attachments. */
type Requirement = (attachment: AttachmentObject) => boolean;

const isFax: Requirement = (attachment) => /^image\/tiff\b/.test(mediaType(attachment));
const isVoice: Requirement = (attachment) => mediaType(attachment).startsWith('audio/');

const classes = new Map<string, readonly [messageClass: string, requirement?: Requirement]>([
  ['fax', ['IPM.Note.Microsoft.Fax', isFax]],
  ['fax-ca', ['IPM.Note.Microsoft.Fax.CA', isFax]],
  ['missedcall', ['IPM.Note.Microsoft.Missed.Voice']],
  ['voice-uc', ['IPM.Note.Microsoft.Conversation.Voice']],
  ['voice-ca', ['IPM.Note.Microsoft.Voicemail.UM.CA', isVoice]],
  ['voice', ['IPM.Note.Microsoft.Voicemail.UM', isVoice]],
]);
/** The rest of the value goes after the class. */
const prefixes: readonly (readonly [prefix: string, messageClass: string])[] = [
  ['urn:content-class:custom.', 'IPM.Note.Custom.'],
  ['infopathform.', 'IPM.InfoPathForm.'],
];
/** What a message class may be of. [MS-OXCMSG] 2.2.1.3 */
const classText = /^[\x21-\x7e]{1,200}$/;

/**
 * The class that `contentClass` makes of a message that would be IPM.Note, or undefined where it makes none, or the
 * message has not what its class requires. A rights-managed one (`rpmsg.message`) stays IPM.Note. [MS-OXORMMS] 2.2.1
 */
export function contentClassOf(contentClass: string, attachments: readonly AttachmentObject[]): string | undefined {
  const lower = contentClass.toLowerCase();
  const found = classes.get(lower);
  if (found !== undefined) {
    const [messageClass, requirement] = found;
    return requirement === undefined || attachments.some(requirement) ? messageClass : undefined;
  }
  for (const [prefix, messageClass] of prefixes) {
    const rest = contentClass.slice(prefix.length);
    if (lower.startsWith(prefix) && classText.test(rest)) return `${messageClass}${rest}`;
  }
  return undefined;
}

/** The value of PidLidInfoPathFormName. [MS-OXCMSG] 2.2.1 */
export function infoPathFormName(contentClass: string): string | undefined {
  return /^infopathform\../i.test(contentClass) ? contentClass : undefined;
}

function mediaType({ properties }: AttachmentObject): string {
  return properties.get(PidTagAttachMimeTag) ?? '';
}
