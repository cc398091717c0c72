import { randomBytes } from 'node:crypto';
import type { MessageSummary } from '@postbus/domain';
import { PropertyBag, PropertyType } from '@postbus/mapi';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { decodeObject, encodeMessage } from './message-encoding.ts';
import { newMessage } from './mail.fixture.ts';

const withValue = (value: string) => {
  const properties = new PropertyBag([{ key: 0x1000, type: PropertyType.PtypString, value }]);
  return { ...newMessage('Lunch'), object: { properties, recipients: [], attachments: [] } };
};

describe('a message as its documents hold it', () => {
  it.each([10, 100_000])('has its object as text while short, else compressed: %i characters', (length) => {
    const { object } = encodeMessage(withValue('x'.repeat(length)));
    expect(object.object instanceof mongo.Binary).toBe(length > 16_384);
    const [property] = [...decodeObject(object.object).properties];
    expect(property?.value).toBe('x'.repeat(length));
  });

  it('has its summary as fields, and as JSON where a string of it is none in UTF-8', () => {
    const { fields } = encodeMessage(newMessage('Grüße \u{1F600} \u0000 \\ud83d'));
    expect(fields.summary).toMatchObject({ subject: 'Grüße \u{1F600} \u0000 \\ud83d' });
    const lone = encodeMessage(newMessage('half \ud83d')).fields.summary;
    expect(typeof lone).toBe('string');
    expect((JSON.parse(lone as string) as MessageSummary).subject).toBe('half \ud83d');
  });

  it('is refused where it is larger than a document can be, once and for all', () => {
    const huge = withValue(randomBytes(16 << 20).toString('latin1'));
    expect(() => encodeMessage(huge)).toThrow(expect.objectContaining({ code: 'record-too-large', retryable: false }));
    const summary = { ...newMessage('x').summary, preview: 'x'.repeat(16 << 20) };
    expect(() => encodeMessage({ ...newMessage('x'), summary })).toThrow(
      expect.objectContaining({ code: 'record-too-large' }),
    );
  });
});
