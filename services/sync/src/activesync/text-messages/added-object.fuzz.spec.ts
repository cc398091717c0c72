/** Whatever a phone adds is an object, or refused by itself: one item that breaks a Sync would come again for ever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApplicationData, SmsError, readSmsItem } from '@postbus/activesync';
import type { FolderRole } from '@postbus/domain';
import { OxosmmsError, readSms } from '@postbus/oxosmms';
import { textItem } from '@postbus/text-messages';
import { addedObject } from './added-object.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });
const number = fc.oneof(
  fc.constantFrom('+14255550123', '12345', 'ING', '', ' ', '+', '\0', '0031 6 12345678', '*100#', '9'.repeat(200)),
  text,
);
const person = fc.oneof(
  fc.tuple(text, number).map(([name, dialled]) => `"${name}" [MOBILE:${dialled}]`),
  number.map((dialled) => `[MOBILE:${dialled}]`),
  text,
);
const moment = fc.date({ min: new Date(-62_167_219_200_000), max: new Date(253_402_300_799_999), noInvalidDate: true });
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const flag = fc.record({
  Status: fc.constantFrom(0, 1, 2),
  FlagType: optional(text),
  Subject: optional(text),
  StartDate: optional(moment),
  DueDate: optional(moment),
  UtcStartDate: optional(moment),
  UtcDueDate: optional(moment),
  DateCompleted: optional(moment),
  CompleteTime: optional(moment),
  ReminderSet: optional(fc.boolean()),
  ReminderTime: optional(moment),
  OrdinalDate: optional(moment),
  SubOrdinalDate: optional(text),
});
const data = fc.record({
  To: optional(fc.array(person, { maxLength: 5 }).map((people) => people.join(', '))),
  From: optional(person),
  DateReceived: optional(moment),
  Importance: optional(fc.constantFrom(0, 1, 2)),
  Read: optional(fc.boolean()),
  Body: optional(text.map((Data) => ({ Type: 1, Data }))),
  InternetCPID: optional(fc.oneof(fc.constantFrom('65001', '0', '99999', '-1'), text)),
  Flag: optional(flag),
});
const role = fc.constantFrom<(FolderRole | undefined)[]>('inbox', 'sent', 'drafts', 'outbox', 'deleted', undefined);

describe('what a phone adds', () => {
  it('is an object that can be read again, or refused', () => {
    fc.assert(
      fc.property(data, role, fc.nat({ max: 4_000_000_000_000 }), (told, place, at) => {
        try {
          const { item } = readSmsItem(told as ApplicationData);
          const object = addedObject(item, place, at);
          expect(readSms(textItem(object, at, false).object).text).toBe(item.text);
        } catch (error) {
          if (!(error instanceof SmsError) && !(error instanceof OxosmmsError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
