/** A person of the address list, as Search tells it. [MS-ASCMD] 2.2.1.16 */
import { bytes, text, unsignedInteger } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';

const picture = container(elements('GAL', { Status: one(unsignedInteger), Data: optional(bytes) }));

export const galFields = elements('GAL', {
  DisplayName: optional(text()),
  Phone: optional(text()),
  Office: optional(text()),
  Title: optional(text()),
  Company: optional(text()),
  Alias: optional(text()),
  FirstName: optional(text()),
  LastName: optional(text()),
  HomePhone: optional(text()),
  MobilePhone: optional(text()),
  EmailAddress: optional(text()),
  Picture: optional(picture, { since: '14.1' }),
});
