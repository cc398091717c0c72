import { describe, expect, it } from 'vitest';
import {
  PropertyType,
  PS_INTERNET_HEADERS,
  PSETID_Common,
  definitionByName,
  definitionOf,
  definitions,
  keyText,
} from '../index.ts';

/** As the pages of [MS-OXPROPS] print them: canonical name, property id, data type, area. */
const printed = [
  ['PidTagSubjectPrefix', 0x003d, 0x001f, 'General Message Properties'],
  ['PidTagConversationIndex', 0x0071, 0x0102, 'General Message Properties'],
  ['PidTagConversationIndexTracking', 0x3016, 0x000b, 'Conversations'],
  ['PidTagTransportMessageHeaders', 0x007d, 0x001f, 'Email'],
  ['PidTagClientSubmitTime', 0x0039, 0x0040, 'Message Time Properties'],
  ['PidTagAttachDataBinary', 0x3701, 0x0102, 'Message Attachment Properties'],
  ['PidTagMimeSkeleton', 0x64f0, 0x0102, 'MIME properties'],
] as const;

describe('the registry of properties, [MS-OXPROPS] 2', () => {
  it.each(printed)('has %s as printed', (name, id, type, area) => {
    expect(definitionByName(name)).toMatchObject({ key: id, type, area });
  });
  it('has named properties as printed, 2.449 and [MS-OXOFLAG] 2.2.1.9', () => {
    expect(definitionByName('PidNameInternetSubject')).toMatchObject({
      key: { guid: PS_INTERNET_HEADERS, name: 'Subject' },
      type: PropertyType.PtypString,
      area: 'Email',
    });
    expect(definitionOf({ guid: PSETID_Common, lid: 0x8530 })?.canonicalName).toBe('PidLidFlagRequest');
  });
  it('finds names of Internet headers in any case', () => {
    expect(definitionOf({ guid: PS_INTERNET_HEADERS, name: 'content-CLASS' })?.canonicalName).toBe(
      'PidNameContentClass',
    );
  });
  it('chooses by type where one id has two', () => {
    expect(definitionOf(0x3701, PropertyType.PtypObject)?.canonicalName).toBe('PidTagAttachDataObject');
    expect(definitionOf(0x3701, PropertyType.PtypBinary)?.canonicalName).toBe('PidTagAttachDataBinary');
    expect(definitionOf(0x7abc)).toBeUndefined();
  });
  it('names each property and each pair of key and type once', () => {
    expect(definitions.length).toBeGreaterThan(450);
    expect(new Set(definitions.map(({ canonicalName }) => canonicalName)).size).toBe(definitions.length);
    expect(new Set(definitions.map(({ key, type }) => `${keyText(key)} ${type}`)).size).toBe(definitions.length);
  });
  it('gives tagged properties that go with a message ids below 0x8000', () => {
    const high = definitions.filter(({ key }) => typeof key === 'number' && key >= 0x8000);
    expect(high.every(({ area }) => area === 'Address Book')).toBe(true);
  });
});
