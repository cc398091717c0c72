/** A person of the address list, as Search tells it. [MS-ASCMD] 2.2.3.139.3, 6.21 */
import { base64, text, unsignedInteger } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';

const picture = container(elements('GAL', { Status: one(unsignedInteger), Data: optional(base64) }));

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
