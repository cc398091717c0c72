/** Content-Class, by the class of a message. [MS-OXCMAIL] 2.1.3.2.2 */
import { PidLidInfoPathFormName, PidNameContentClass, PidTagMessageClass, type PropertyBag } from '@postbus/mapi';
import { textField } from '@postbus/mime';
import { withoutSecureSuffix } from '@postbus/oxosmime';
import type { Writing } from './to-mime-options.ts';
import { textIn } from './value-in.ts';

const classes = new Map([
  ['ipm.note.microsoft.fax', 'fax'],
  ['ipm.note.microsoft.fax.ca', 'fax-ca'],
  ['ipm.note.microsoft.missed.voice', 'missedcall'],
  ['ipm.note.microsoft.conversation.voice', 'voice-uc'],
  ['ipm.note.microsoft.voicemail.um.ca', 'voice-ca'],
  ['ipm.note.microsoft.voicemail.um', 'voice'],
]);
/** The rest of the class goes after the value. */
const prefixes = [
  ['IPM.Note.Custom.', 'urn:content-class:custom.'],
  ['IPM.InfoPathForm.', 'InfoPathForm.'],
] as const;

/** What the class says, else PidNameContentClass. */
export function contentClassFields(bag: PropertyBag, { header }: Writing): string[] {
  const value = ofClass(bag) ?? textIn(bag, PidNameContentClass);
  return value === undefined ? [] : [textField('Content-Class', value, header)];
}

function ofClass(bag: PropertyBag): string | undefined {
  const messageClass = withoutSecureSuffix(textIn(bag, PidTagMessageClass) ?? '');
  const whole = classes.get(messageClass.toLowerCase());
  if (whole !== undefined) return whole;
  for (const [prefix, value] of prefixes) {
    if (!messageClass.startsWith(prefix)) continue;
    const form = textIn(bag, PidLidInfoPathFormName);
    return value === 'InfoPathForm.' && form !== undefined ? form : `${value}${messageClass.slice(prefix.length)}`;
  }
  return undefined;
}
