/** The METHOD of an iCalendar object. RFC 5545 3.7.2 */
import { latin1Text } from '@postbus/bytes';

/** How far it is looked for, in octets: it stands before the first component. RFC 5545 3.6 */
const head = 4096;

/** In capitals; undefined where the calendar has none. */
export function calendarMethod(calendar: Uint8Array): string | undefined {
  const text = latin1Text(calendar, 0, Math.min(calendar.length, head));
  return /^METHOD:([A-Z-]{1,40})\r?$/im.exec(text)?.[1]?.toUpperCase();
}
