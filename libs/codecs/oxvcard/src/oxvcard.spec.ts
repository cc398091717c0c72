import { latin1Text, toHex, utf8Bytes, utf8Text } from '@postbus/bytes';
import {
  type MessageObject,
  type PropertyDefinition,
  PidLidAddressBookProviderArrayType,
  PidLidAddressBookProviderEmailList,
  PidLidBusinessCardDisplayDefinition,
  PidLidContactUserField1,
  PidLidContactUserField4,
  PidLidEmail1AddressType,
  PidLidEmail1DisplayName,
  PidLidEmail1EmailAddress,
  PidLidEmail1OriginalEntryId,
  PidLidEmail2EmailAddress,
  PidLidEmail3EmailAddress,
  PidLidFileUnder,
  PidLidFreeBusyLocation,
  PidLidHasPicture,
  PidLidHomeAddress,
  PidLidInstantMessagingAddress,
  PidLidPostalAddressId,
  PidLidWorkAddress,
  PidLidWorkAddressCity,
  PidLidWorkAddressPostOfficeBox,
  PidLidWorkAddressPostalCode,
  PidLidWorkAddressState,
  PidLidWorkAddressStreet,
  PidNameKeywords,
  PidTagAssistant,
  PidTagAssistantTelephoneNumber,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachmentContactPhoto,
  PidTagBirthday,
  PidTagBody,
  PidTagBusiness2TelephoneNumber,
  PidTagBusinessFaxNumber,
  PidTagBusinessHomePage,
  PidTagBusinessTelephoneNumber,
  PidTagChildrensNames,
  PidTagCompanyMainTelephoneNumber,
  PidTagCompanyName,
  PidTagCountry,
  PidTagDepartmentName,
  PidTagDisplayName,
  PidTagDisplayNamePrefix,
  PidTagGender,
  PidTagGeneration,
  PidTagGivenName,
  PidTagHobbies,
  PidTagHome2TelephoneNumber,
  PidTagHomeAddressCity,
  PidTagHomeAddressCountry,
  PidTagHomeAddressPostalCode,
  PidTagHomeAddressStateOrProvince,
  PidTagHomeAddressStreet,
  PidTagHomeFaxNumber,
  PidTagHomeTelephoneNumber,
  PidTagLastModificationTime,
  PidTagLocality,
  PidTagManagerName,
  PidTagMessageClass,
  PidTagMiddleName,
  PidTagMobileTelephoneNumber,
  PidTagNickname,
  PidTagNormalizedSubject,
  PidTagOtherAddressCity,
  PidTagOtherTelephoneNumber,
  PidTagPagerTelephoneNumber,
  PidTagPersonalHomePage,
  PidTagPostalCode,
  PidTagPrimaryFaxNumber,
  PidTagPrimaryTelephoneNumber,
  PidTagProfession,
  PidTagRadioTelephoneNumber,
  PidTagSensitivity,
  PidTagSpouseName,
  PidTagStateOrProvince,
  PidTagStreetAddress,
  PidTagSurname,
  PidTagTelecommunicationsDeviceForDeafTelephoneNumber,
  PidTagTitle,
  PidTagUserX509Certificate,
  PidTagWeddingAnniversary,
  PropertyBag,
  epochMsOf,
  fileTimeOf,
  readOneOffEntryId,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { VCardError, contactFromVCard, contactOf, readVCards, vCardOf } from './index.ts';

const card = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
const read = (...lines: string[]) => contactFromVCard(utf8Bytes(card(...lines)));
const got = (contact: MessageObject, ...definitions: PropertyDefinition[]) =>
  definitions.map((definition) => contact.properties.get(definition));
const contact = (properties: PropertyBag): MessageObject => ({ properties, recipients: [], attachments: [] });
const written = (message: MessageObject) => utf8Text(vCardOf(message)).replaceAll('\r\n ', '').split('\r\n');
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4);

describe('the printed example, [MS-OXVCARD] 3.2', () => {
  it('is written from the values of its table', () => {
    const bag = new PropertyBag()
      .set(PidLidEmail1EmailAddress, 'dan.fennell@contoso.com')
      .set(PidLidEmail2EmailAddress, 'dfennell@fabrikam.com')
      .set(PidTagAssistant, 'Jeff Price')
      .set(PidTagAssistantTelephoneNumber, '+1-206-555-0188')
      .set(PidTagBusinessTelephoneNumber, '+1-206-555-0102')
      .set(PidTagCompanyMainTelephoneNumber, '+1-206-555-0100')
      .set(PidTagCompanyName, 'Contoso, Ltd.')
      .set(PidTagCountry, 'USA')
      .set(PidTagGivenName, 'Dan')
      .set(PidTagHomeAddressCountry, 'USA')
      .set(PidTagHomeAddressCity, 'Boulder')
      .set(PidTagHomeAddressPostalCode, '33041')
      .set(PidTagHomeAddressStateOrProvince, 'CO')
      .set(PidTagHomeAddressStreet, '345 Aspen Street')
      .set(PidTagLocality, 'Boulder')
      .set(PidTagMobileTelephoneNumber, '+1-425-555-0199')
      .set(PidTagPostalCode, '33041')
      .set(PidTagStateOrProvince, 'CO')
      .set(PidTagStreetAddress, '7890 Elm Street')
      .set(PidTagSurname, 'Fennell');
    expect(written(contact(bag))).toEqual([
      'BEGIN:VCARD',
      'VERSION:3.0',
      'PRODID:Postbus',
      'FN:Dan Fennell',
      'N:Fennell;Dan;;;',
      'ORG:Contoso\\, Ltd.',
      'ADR;TYPE=work,pref:;;7890 Elm Street;Boulder;CO;33041;USA',
      'ADR;TYPE=home:;;345 Aspen Street;Boulder;CO;33041;USA',
      'EMAIL;TYPE=internet,pref:dan.fennell@contoso.com',
      'EMAIL;TYPE=internet:dfennell@fabrikam.com',
      'TEL;TYPE=work,pref:+1-206-555-0102',
      'TEL;TYPE=cell:+1-425-555-0199',
      'X-MS-TEL;TYPE=COMPANY:+1-206-555-0100',
      'X-MS-TEL;TYPE=ASSISTANT:+1-206-555-0188',
      'X-MS-ASSISTANT;N:Jeff Price',
      'CLASS:PUBLIC',
      'END:VCARD',
      '',
    ]);
  });
});

describe('the printed examples of RFC 2426, section 7', () => {
  const file = [
    'BEGIN:vCard',
    'VERSION:3.0',
    'FN:Frank Dawson',
    'ORG:Lotus Development Corporation',
    'ADR;TYPE=WORK,POSTAL,PARCEL:;;6544 Battleford Drive',
    ' ;Raleigh;NC;27613-3502;U.S.A.',
    'TEL;TYPE=VOICE,MSG,WORK:+1-919-676-9515',
    'TEL;TYPE=FAX,WORK:+1-919-676-9564',
    'EMAIL;TYPE=INTERNET,PREF:Frank_Dawson@Lotus.com',
    'EMAIL;TYPE=INTERNET:fdawson@earthlink.net',
    'URL:http://home.earthlink.net/~fdawson',
    'END:vCard',
    '',
    '',
    'BEGIN:vCard',
    'VERSION:3.0',
    'FN:Tim Howes',
    'ORG:Netscape Communications Corp.',
    'ADR;TYPE=WORK:;;501 E. Middlefield Rd.;Mountain View;',
    ' CA; 94043;U.S.A.',
    'TEL;TYPE=VOICE,MSG,WORK:+1-415-937-3419',
    'TEL;TYPE=FAX,WORK:+1-415-528-4164',
    'EMAIL;TYPE=INTERNET:howes@netscape.com',
    'END:vCard',
  ].join('\r\n');
  it('become two contacts', () => {
    const [frank, tim] = readVCards(utf8Bytes(file)).map(contactOf);
    expect(got(frank!, PidTagMessageClass, PidTagDisplayName, PidTagCompanyName, PidTagNormalizedSubject)).toEqual([
      'IPM.Contact',
      'Frank Dawson',
      'Lotus Development Corporation',
      'Frank Dawson',
    ]);
    expect(got(frank!, PidLidWorkAddressStreet, PidLidWorkAddressCity, PidLidWorkAddressState)).toEqual([
      '6544 Battleford Drive',
      'Raleigh',
      'NC',
    ]);
    expect(got(frank!, PidLidWorkAddress, PidTagBusinessTelephoneNumber, PidTagBusinessFaxNumber)).toEqual([
      '6544 Battleford Drive\r\nRaleigh, NC 27613-3502\r\nU.S.A.',
      '+1-919-676-9515',
      '+1-919-676-9564',
    ]);
    expect(got(frank!, PidLidEmail1EmailAddress, PidLidEmail2EmailAddress, PidTagBusinessHomePage)).toEqual([
      'Frank_Dawson@Lotus.com',
      'fdawson@earthlink.net',
      'http://home.earthlink.net/~fdawson',
    ]);
    expect(got(tim!, PidTagDisplayName, PidLidWorkAddressPostalCode, PidLidEmail2EmailAddress)).toEqual([
      'Tim Howes',
      '94043',
      undefined,
    ]);
  });
});

describe('identification, [MS-OXVCARD] 2.1.3.2', () => {
  it('reads FN as display name and subject', () => {
    expect(got(read('FN:Ann B'), PidTagDisplayName, PidTagNormalizedSubject, PidLidFileUnder)).toEqual([
      'Ann B',
      'Ann B',
      'Ann B',
    ]);
  });
  it('reads the five parts of N, lists in them and escapes', () => {
    const one = read('N:Stevenson\\, Jr;John;Philip,Paul;Dr.;M.D.,A.C.P.', 'FN:x');
    const parts = [PidTagSurname, PidTagGivenName, PidTagMiddleName, PidTagDisplayNamePrefix, PidTagGeneration];
    expect(got(one, ...parts)).toEqual(['Stevenson, Jr', 'John', 'Philip Paul', 'Dr.', 'M.D. A.C.P.']);
    expect(got(one, PidLidFileUnder)).toEqual(['Stevenson, Jr, John Philip Paul']);
  });
  it.each([
    [['N:B;Ann;;Dr.;'], 'Dr. Ann B'],
    [['ORG:Contoso;Sales'], 'Contoso'],
    [['EMAIL:a@example.org'], 'a@example.org'],
  ])('makes a display name of %j where there is no FN', (lines, name) => {
    expect(got(read(...lines), PidTagDisplayName)).toEqual([name]);
  });
  it('reads NICKNAME, and dates in all their forms', () => {
    const dates = ['BDAY:1996-04-15', 'BDAY:19960415', 'BDAY;VALUE=date-time:1996-04-15T23:00:00Z', 'BDAY:--0415'];
    const years = dates.map((line) => new Date(epochMsOf(read(line).properties.get(PidTagBirthday)!)).toISOString());
    expect(years.map((iso) => iso.slice(0, 10))).toEqual(['1996-04-15', '1996-04-15', '1996-04-15', '1604-04-15']);
    expect(years.every((iso) => iso.endsWith('T00:00:00.000Z'))).toBe(true);
    expect(read('BDAY:yesterday').properties.has(PidTagBirthday)).toBe(false);
    expect(read('BDAY:1996-13-45').properties.has(PidTagBirthday)).toBe(false);
    expect(got(read('NICKNAME:Jim,Jimmie'), PidTagNickname)).toEqual(['Jim, Jimmie']);
  });
  it('writes the day that midnight of any zone is nearest to', () => {
    for (const iso of ['1996-04-15T00:00Z', '1996-04-14T14:00Z', '1996-04-15T08:00Z', '1996-04-15T11:59Z'])
      expect(written(contact(new PropertyBag().set(PidTagBirthday, fileTimeOf(Date.parse(iso)))))).toContain(
        'BDAY;VALUE=date:1996-04-15',
      );
  });
  it.each([
    ['of vCard 3.0', `PHOTO;ENCODING=b;TYPE=JPEG:${Buffer.from(jpeg).toString('base64')}`],
    ['of vCard 4.0', `PHOTO:data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`],
  ])('reads a picture %s as the contact photo attachment', (_, line) => {
    const one = read(line);
    expect(one.attachments).toHaveLength(1);
    const { properties } = one.attachments[0]!;
    expect(properties.get(PidTagAttachDataBinary)).toEqual(jpeg);
    expect(properties.get(PidTagAttachmentContactPhoto)).toBe(true);
    expect(properties.get(PidTagAttachLongFilename)).toBe('ContactPicture.jpg');
    expect(got(one, PidLidHasPicture)).toEqual([true]);
    expect(written(one)).toContain(`PHOTO;TYPE=JPEG;ENCODING=b:${Buffer.from(jpeg).toString('base64')}`);
  });
  it('passes over a picture that lies elsewhere or is broken', () => {
    expect(read('PHOTO;VALUE=uri:http://example.org/a.jpg').attachments).toEqual([]);
    expect(read('PHOTO;ENCODING=b:!!!!').attachments).toEqual([]);
  });
});

describe('delivery addresses, [MS-OXVCARD] 2.1.3.3', () => {
  it('chooses work, home or other by TYPE, and work where there is none', () => {
    const one = read(
      'ADR;TYPE=dom,home,postal:;;1 A St;Home;;;',
      'ADR:Box 7;Suite 2;2 B St;Work;;;',
      'ADR;TYPE=postal:;;;Other;;;',
    );
    expect(got(one, PidTagHomeAddressCity, PidLidWorkAddressCity, PidTagOtherAddressCity)).toEqual([
      'Home',
      'Work',
      'Other',
    ]);
    expect(got(one, PidLidWorkAddressPostOfficeBox, PidLidWorkAddressStreet)).toEqual(['Box 7', '2 B St\r\nSuite 2']);
  });
  it('copies the preferred address into the mailing address', () => {
    const one = read('ADR;TYPE=work:;;1 A St;W;;;', 'ADR;TYPE=home,pref:;;2 B St;H;;;');
    expect(got(one, PidLidPostalAddressId, PidTagLocality, PidTagStreetAddress)).toEqual([1, 'H', '2 B St']);
    const two = read('ADR;TYPE=work:;;1 A St;W;;;', 'ADR;TYPE=home:;;2 B St;H;;;', 'X-MS-OL-DEFAULT-POSTAL-ADDRESS:2');
    expect(got(two, PidLidPostalAddressId, PidTagLocality)).toEqual([2, 'W']);
  });
  it('makes a second address of a type the other one', () => {
    const one = read('ADR;TYPE=work:;;;First;;;', 'ADR;TYPE=work:;;;Second;;;', 'ADR;TYPE=work:;;;Third;;;');
    expect(got(one, PidLidWorkAddressCity, PidTagOtherAddressCity)).toEqual(['First', 'Second']);
  });
  it('keeps LABEL as the whole address', () => {
    const one = read('LABEL;TYPE=home:Mr. A\\n1 A St\\nTown', 'ADR;TYPE=home:;;1 A St;Town;;;');
    expect(got(one, PidLidHomeAddress)).toEqual(['Mr. A\r\n1 A St\r\nTown']);
    expect(got(read('ADR;TYPE=home;LABEL="Mr. B^n2 B St":;;2 B St;;;;'), PidLidHomeAddress)).toEqual([
      'Mr. B\r\n2 B St',
    ]);
  });
});

describe('telephone numbers, [MS-OXVCARD] 2.1.3.4.1 and 2.1.3.9.5', () => {
  it('puts each type into its property, a second one where there is a place', () => {
    const one = read(
      'TEL;TYPE=home:h1',
      'TEL;TYPE=HOME,VOICE:h2',
      'TEL;TYPE=home:h3',
      'TEL;TYPE=work,voice,pref:w1',
      'TEL;TYPE=work:w2',
      'TEL;TYPE=cell,work:c',
      'TEL;TYPE=pager:p',
      'TEL;TYPE=pref:first',
      'TEL;TYPE=fax,home:hf',
      'TEL;TYPE=fax:f',
      'TEL:other',
      'TEL;TYPE=msg:ignored',
    );
    expect(got(one, PidTagHomeTelephoneNumber, PidTagHome2TelephoneNumber)).toEqual(['h1', 'h2']);
    expect(got(one, PidTagBusinessTelephoneNumber, PidTagBusiness2TelephoneNumber)).toEqual(['w1', 'w2']);
    expect(got(one, PidTagMobileTelephoneNumber, PidTagPagerTelephoneNumber)).toEqual(['c', 'p']);
    expect(got(one, PidTagPrimaryTelephoneNumber, PidTagOtherTelephoneNumber)).toEqual(['first', 'other']);
    expect(got(one, PidTagHomeFaxNumber, PidTagPrimaryFaxNumber)).toEqual(['hf', 'f']);
  });
  it('reads X-MS-TEL with its type named or alone', () => {
    const one = read('X-MS-TEL;ASSISTANT:a', 'X-MS-TEL;TYPE=COMPANY:c', 'X-MS-TEL;TYPE=RADIO:r', 'X-MS-TEL;TTYTDD:t');
    expect(got(one, PidTagAssistantTelephoneNumber, PidTagCompanyMainTelephoneNumber)).toEqual(['a', 'c']);
    expect(got(one, PidTagRadioTelephoneNumber, PidTagTelecommunicationsDeviceForDeafTelephoneNumber)).toEqual([
      'r',
      't',
    ]);
  });
  it('reads the numbers of vCard 4.0', () => {
    expect(got(read('TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-555;ext=5'), PidTagHomeTelephoneNumber)).toEqual([
      '+1-555;ext=5',
    ]);
  });
});

describe('electronic addresses, [MS-OXVCARD] 2.1.3.4.2', () => {
  it('sets all that an address needs, the preferred one first', () => {
    const one = read(
      'FN:Ann B',
      'EMAIL:second@example.org',
      'EMAIL;TYPE=internet,pref:first@example.org',
      'EMAIL;TYPE=x400:C=US',
      'EMAIL:third@example.org',
      'EMAIL:lost@example.org',
    );
    expect(got(one, PidLidEmail1EmailAddress, PidLidEmail2EmailAddress, PidLidEmail3EmailAddress)).toEqual([
      'first@example.org',
      'second@example.org',
      'third@example.org',
    ]);
    expect(got(one, PidLidEmail1AddressType, PidLidEmail1DisplayName)).toEqual(['SMTP', 'Ann B']);
    expect(readOneOffEntryId(one.properties.get(PidLidEmail1OriginalEntryId)!)).toEqual({
      displayName: 'Ann B',
      addressType: 'SMTP',
      emailAddress: 'first@example.org',
    });
  });
  it('tells which addresses there are, fax numbers among them, [MS-OXOCNTC] 2.2.1.2.11', () => {
    const one = read('EMAIL:a@example.org', 'TEL;TYPE=home,fax:1');
    expect(got(one, PidLidAddressBookProviderEmailList, PidLidAddressBookProviderArrayType)).toEqual([[0, 4], 0b10001]);
    expect(read('FN:x').properties.has(PidLidAddressBookProviderEmailList)).toBe(false);
  });
  it('writes only addresses of the Internet', () => {
    const bag = new PropertyBag().set(PidLidEmail1AddressType, 'EX').set(PidLidEmail1EmailAddress, '/o=a/cn=b');
    expect(written(contact(bag)).some((line) => line.startsWith('EMAIL'))).toBe(false);
  });
});

describe('organization and explanation, [MS-OXVCARD] 2.1.3.6 and 2.1.3.7', () => {
  it('reads ORG with its units, TITLE and ROLE', () => {
    const one = read('ORG:ABC\\, Inc.;North;Marketing', 'TITLE:Director', 'ROLE:Programmer');
    expect(got(one, PidTagCompanyName, PidTagDepartmentName)).toEqual(['ABC, Inc.', 'North, Marketing']);
    expect(got(one, PidTagTitle, PidTagProfession)).toEqual(['Director', 'Programmer']);
  });
  it('reads CATEGORIES, NOTE, REV and URL', () => {
    const one = read(
      'CATEGORIES:A\\,B,C',
      'CATEGORIES:C,D',
      'NOTE:one\\ntwo\\, three',
      'REV:1995-10-31T22:27:10Z',
      'URL;TYPE=home:http://h.example/?a,b',
      'URL;TYPE=work:http://w.example',
    );
    expect(got(one, PidNameKeywords, PidTagBody)).toEqual([['A,B', 'C', 'D'], 'one\r\ntwo, three']);
    expect(epochMsOf(one.properties.get(PidTagLastModificationTime)!)).toBe(Date.parse('1995-10-31T22:27:10Z'));
    expect(got(one, PidTagPersonalHomePage, PidTagBusinessHomePage)).toEqual([
      'http://h.example/?a,b',
      'http://w.example',
    ]);
    expect(written(one)).toEqual(
      expect.arrayContaining(['REV:1995-10-31T22:27:10Z', 'URL;TYPE=home:http://h.example/?a,b']),
    );
  });
  it('passes over PRODID, UID, SORT-STRING, SOUND, GEO, TZ, LOGO, AGENT and MAILER', () => {
    const without = read('FN:x').properties.size;
    const types = [
      'PRODID:-//x',
      'UID:1',
      'SORT-STRING:x',
      'SOUND:x',
      'GEO:1;2',
      'TZ:-05:00',
      'LOGO:x',
      'AGENT:x',
      'MAILER:x',
    ];
    expect(read('FN:x', ...types).properties.size).toBe(without);
  });
});

describe('security, [MS-OXVCARD] 2.1.3.8', () => {
  it.each([
    ['PUBLIC', 0],
    ['PRIVATE', 2],
    ['CONFIDENTIAL', 3],
  ])('reads and writes CLASS %s as sensitivity %d', (level, sensitivity) => {
    const one = read(`CLASS:${level}`);
    expect(got(one, PidTagSensitivity)).toEqual([sensitivity]);
    expect(written(one)).toContain(`CLASS:${level}`);
  });
  it('reads and writes KEY as a certificate', () => {
    const one = read('KEY;TYPE=X509;ENCODING=b:MAEC', 'KEY;TYPE=PGP:http://example.org/key');
    expect(one.properties.get(PidTagUserX509Certificate)?.map(toHex)).toEqual(['300102']);
    expect(written(one)).toContain('KEY;TYPE=X509;ENCODING=b:MAEC');
  });
});

describe('additional types, [MS-OXVCARD] 2.1.3.9', () => {
  const lines = [
    'X-MS-IMADDRESS:im@example.org',
    'X-MS-SPOUSE;N:Sam',
    'X-MS-MANAGER;N:Mary',
    'X-MS-ASSISTANT;N:Jeff Price',
    'FBURL:http://example.org/fb',
    'X-MS-INTERESTS:chess',
    'X-MS-TEXT:one',
    'X-MS-TEXT:four',
    'X-MS-ANNIVERSARY;VALUE=date:2001-02-03',
    'X-MS-CHILD:Kim',
    'X-MS-CHILD:Lee',
    'X-MS-OL-DESIGN:<card a="1\\;2"/>',
  ];
  it('are read into their properties', () => {
    const one = read(...lines);
    expect(got(one, PidLidInstantMessagingAddress, PidTagSpouseName, PidTagManagerName, PidTagAssistant)).toEqual([
      'im@example.org',
      'Sam',
      'Mary',
      'Jeff Price',
    ]);
    expect(got(one, PidLidFreeBusyLocation, PidTagHobbies, PidTagChildrensNames)).toEqual([
      'http://example.org/fb',
      'chess',
      ['Kim', 'Lee'],
    ]);
    expect(got(one, PidLidContactUserField1, PidLidContactUserField4)).toEqual(['one', undefined]);
    expect(epochMsOf(one.properties.get(PidTagWeddingAnniversary)!)).toBe(Date.parse('2001-02-03'));
    expect(utf8Text(one.properties.get(PidLidBusinessCardDisplayDefinition)!)).toBe('<card a="1;2"/>');
  });
  it('are written as they were read', () => {
    expect(written(read(...lines))).toEqual(expect.arrayContaining(lines));
  });
  it('reads names that the example and other programs write', () => {
    expect(got(read('X-MS-ASSISTANT;TYPE=N: Jeff Price'), PidTagAssistant)).toEqual(['Jeff Price']);
    expect(
      got(
        read('X-ASSISTANT:A', 'X-EVOLUTION-SPOUSE:S', 'ANNIVERSARY:20010203', 'GENDER:F'),
        PidTagAssistant,
        PidTagSpouseName,
        PidTagGender,
      ),
    ).toEqual(['A', 'S', 1]);
  });
});

describe('what vCards are written as', () => {
  it('unfolds lines and passes over empty ones', () => {
    expect(
      got(contactFromVCard(utf8Bytes('\ufeffBEGIN:VCARD\nVERSION:3.0\n\nFN:An\n n B\nEND:VCARD')), PidTagDisplayName),
    ).toEqual(['Ann B']);
  });
  it('reads vCard 2.1: bare types, quoted-printable with soft line breaks, charsets, base64 up to an empty line', () => {
    const file = [
      'BEGIN:VCARD',
      'VERSION:2.1',
      'N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg',
      'FN;CHARSET=windows-1252:J\xf6rg M\xfcller',
      'TEL;WORK;VOICE:1',
      'TEL;HOME;FAX:2',
      'ORG:A, B; C\\; D',
      'NOTE;ENCODING=QUOTED-PRINTABLE:first line=0D=0A=',
      ' second line=0D=0A=',
      'third',
      'item1.EMAIL;PREF;INTERNET:j@example.org',
      'PHOTO;JPEG;ENCODING=BASE64:',
      '    /9j/4AEC',
      '    AwQ=',
      '',
      'TITLE:folded',
      ' title',
      'END:VCARD',
    ].join('\r\n');
    const one = contactFromVCard(Uint8Array.from(Buffer.from(file, 'latin1')));
    expect(got(one, PidTagSurname, PidTagGivenName, PidTagDisplayName)).toEqual(['Müller', 'Jörg', 'Jörg Müller']);
    expect(got(one, PidTagBusinessTelephoneNumber, PidTagHomeFaxNumber)).toEqual(['1', '2']);
    expect(got(one, PidTagCompanyName, PidTagDepartmentName)).toEqual(['A, B', 'C; D']);
    expect(got(one, PidTagBody, PidTagTitle)).toEqual(['first line\r\n second line\r\nthird', 'folded title']);
    expect(got(one, PidLidEmail1EmailAddress)).toEqual(['j@example.org']);
    expect(one.attachments[0]?.properties.get(PidTagAttachDataBinary)).toEqual(jpeg);
  });
  it('reads text without a charset by that of the file, as UTF-8, or as Windows writes it', () => {
    const bytes = Uint8Array.from(Buffer.from(card('FN:J\xf6rg'), 'latin1'));
    expect(got(contactFromVCard(bytes), PidTagDisplayName)).toEqual(['Jörg']);
    expect(got(contactFromVCard(bytes, { charset: 'koi8-r' }), PidTagDisplayName)).toEqual(['JЖrg']);
    expect(got(read('FN:Jörg 漢'), PidTagDisplayName)).toEqual(['Jörg 漢']);
    const utf16 = Uint8Array.from(Buffer.from(`\ufeff${card('FN:漢')}`, 'utf16le'));
    expect(got(contactFromVCard(utf16), PidTagDisplayName)).toEqual(['漢']);
  });
  it('passes over the vCard of an agent', () => {
    const agent = ['AGENT:', 'BEGIN:VCARD', 'VERSION:2.1', 'FN:Agent', 'TEL:9', 'END:VCARD'];
    const one = read('FN:Ann', ...agent, 'TITLE:Boss');
    expect(got(one, PidTagDisplayName, PidTagTitle, PidTagOtherTelephoneNumber)).toEqual(['Ann', 'Boss', undefined]);
    expect(got(read('AGENT:BEGIN:VCARD', 'FN:Agent', 'END:VCARD', 'FN:Ann'), PidTagDisplayName)).toEqual(['Ann']);
  });
  it('reads parameters in quotes with colons and semicolons in them', () => {
    expect(got(read('TEL;X-A="b:c;d";TYPE=cell:5'), PidTagMobileTelephoneNumber)).toEqual(['5']);
  });
  it('reads a file that ends too early', () => {
    expect(got(contactFromVCard(utf8Bytes('BEGIN:VCARD\r\nFN:Ann\r\nTEL;TYPE=ce')), PidTagDisplayName)).toEqual([
      'Ann',
    ]);
  });
  it('folds at 75 bytes and cuts no character in two', () => {
    const text = vCardOf(contact(new PropertyBag().set(PidTagBody, '漢字😀é'.repeat(40))));
    for (const line of latin1Text(text).split('\r\n')) expect(line.length).toBeLessThanOrEqual(75);
    expect(got(contactFromVCard(text), PidTagBody)).toEqual(['漢字😀é'.repeat(40)]);
  });
  it('lets no value begin a line of its own', () => {
    const bag = new PropertyBag()
      .set(PidTagDisplayName, 'a\r\nTEL:1\rEMAIL:x\0')
      .set(PidTagBusinessHomePage, 'http://x\r\nTEL:2');
    expect(written(contact(bag)).filter((line) => /^(TEL|EMAIL)/.test(line))).toEqual([]);
  });
  it('reads values that lie outside by what it is given, and says where nothing was given', () => {
    const bag = new PropertyBag().set(PidTagBody, { in: 'blob', sha256: '00', size: 2 });
    const resolve = () => utf8Bytes('hi');
    expect(utf8Text(vCardOf(contact(bag), { resolve }))).toContain('NOTE:hi\r\n');
    expect(() => vCardOf(contact(bag))).toThrow(expect.objectContaining({ code: 'value-not-here' }));
  });
  it('refuses what is no vCard, and a million lines', () => {
    expect(() => contactFromVCard(utf8Bytes('FN:x'))).toThrow(VCardError);
    expect(() => read(...Array.from({ length: 11_000 }, () => 'A:b'))).toThrow(
      expect.objectContaining({ code: 'too-many-properties' }),
    );
    expect(() => contactFromVCard(utf8Bytes('\n'.repeat(500_001)))).toThrow(
      expect.objectContaining({ code: 'too-many-lines', offset: 500_000 }),
    );
    expect(() => contactFromVCard(utf8Bytes(card('A:b', 'C:d')), { properties: 1 })).toThrow(
      expect.objectContaining({ code: 'too-many-properties', offset: 31 }),
    );
  });
});

describe('the example of the README', () => {
  it('reads a name and an address and writes them again', () => {
    const file = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann B\r\nEMAIL:ann@example.org\r\nEND:VCARD\r\n';
    const one = contactFromVCard(utf8Bytes(file));
    expect(got(one, PidTagDisplayName, PidLidEmail1EmailAddress)).toEqual(['Ann B', 'ann@example.org']);
    expect(written(one)).toEqual(expect.arrayContaining(['FN:Ann B', 'EMAIL;TYPE=internet,pref:ann@example.org']));
  });
});
