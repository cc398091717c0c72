/** The examples of [MS-ASMS] 4, read as printed once their misprints are repaired, and written as section 2 has it. */
import { fromHex, toHex } from '@postbus/bytes';
import { encodeWbxml } from '@postbus/wbxml';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  optionsByClass,
  readMessage,
  readOutboundSms,
  readSmsItem,
  settingsRequest,
  smsAdd,
  syncRequest,
  syncResponse,
} from '../index.ts';
import { xmlTree } from './xml-tree.fixture.ts';

/** What a document has where it is misprinted, and what stands there in the repaired one. */
type Repair = readonly [printed: string | RegExp, repaired: string];

function repair(printed: string, repairs: readonly Repair[]): string {
  return repairs.reduce((xml, [wrong, right]) => {
    const repaired = xml.replace(wrong, right);
    if (repaired === xml) throw new Error(`nothing to repair: ${String(wrong)}`);
    return repaired;
  }, printed);
}

/** Of 4.1 and 4.2. */
const optionsRepairs: readonly Repair[] = [
  ['"> >', '">'],
  ['POOMMAIL:', 'Email:'],
  ['POOMTASKS:', 'Tasks:'],
  [/<Collection>\s*<Collections>\s*<\/Sync>/, '</Collection></Collections></Sync>'],
  [/<Commands>\s*\.\.\.\s*<\/Commands>/, ''],
];

const smsOptions = `<Options>
        <Class>SMS</Class>
        <FilterType>0</FilterType>
        <A:BodyPreference>
          <A:Type>1</A:Type>
          <A:TruncationSize>102400</A:TruncationSize>
        </A:BodyPreference>
      </Options>`;
const mailOptions = `<Options>
        <FilterType>2</FilterType>
        <A:BodyPreference><A:Type>1</A:Type></A:BodyPreference>
        <A:BodyPreference><A:Type>2</A:Type></A:BodyPreference>
        <A:BodyPreference>
          <A:Type>4</A:Type>
          <A:TruncationSize>102400</A:TruncationSize>
        </A:BodyPreference>
        <MIMESupport>0</MIMESupport>
        <Conflict>1</Conflict>
      </Options>`;
const syncOf = (options: string): string => `<?xml version="1.0" encoding="utf-8"?>
<Sync xmlns="AirSync:" xmlns:A="AirSyncBase:" xmlns:B="POOMMAIL:"
xmlns:C="POOMTASKS:"> >
  <Collections>
    <Collection>
      <SyncKey>601771687</SyncKey>
      <CollectionId>15</CollectionId>
      <DeletesAsMoves/>
      <GetChanges/>
      <WindowSize>100</WindowSize>
      ${options}
      <Commands>
         ...
      </Commands>
    <Collection>
  <Collections>
</Sync>`;

const sms = { Class: 'SMS', FilterType: 0, BodyPreference: [{ Type: 1, TruncationSize: 102_400 }] };
const own = {
  FilterType: 2,
  BodyPreference: [{ Type: 1 }, { Type: 2 }, { Type: 4, TruncationSize: 102_400 }],
  MIMESupport: 0,
  Conflict: 1,
};

describe.each([
  ['e-mail items and SMS items, 4.1', `${smsOptions}${mailOptions}`, { own, sms }],
  ['only SMS items, 4.2', smsOptions, { sms }],
])('synchronizing %s', (_, options, expected) => {
  const printed = syncOf(options);
  const repaired = repair(printed, optionsRepairs);

  it('is no XML as printed', () => {
    expect(() => xmlTree(printed)).toThrow(/ends|not well-formed|does not end|no namespace/);
  });

  it.each(['14.0', '14.1', '16.0', '16.1'] as const)(
    'asks for each class by its own options, version %s',
    (version) => {
      const request = decodeMessage(syncRequest, encodeWbxml(xmlTree(repaired)), { version });
      const collection = request.Collections?.[0];
      expect(collection).toMatchObject({
        SyncKey: '601771687',
        CollectionId: '15',
        DeletesAsMoves: true,
        GetChanges: true,
        WindowSize: 100,
      });
      expect(optionsByClass(collection?.Options ?? [])).toEqual(expected);
      expect(decodeMessage(syncRequest, encodeMessage(syncRequest, request, version), { version })).toEqual(request);
    },
  );
});

describe('SMS message added by the server, 4.3', () => {
  const printed = `<?xml version="1.0" encoding="utf-8"?>
<Sync xmlns="AirSync:" xmlns:A="AirSyncBase:" xmlns:B="POOMMAIL:"
xmlns:C="POOMMAIL2:" >
  <Collections>
    <Collection>
      <SyncKey>525665452</SyncKey>
      <CollectionId>55</CollectionId>
      <Status>1</Status>
      <Commands>
        <Add>
          <Class>SMS</Class>
          <ServerId>55:11</ServerId>
          <ApplicationData>
            <B:To>"14255550143" [MOBILE:14255550143]</B:To>
            <B:From>"+14255550123" [MOBILE:+14255550123]</B:From>
            <B:DateReceived>2009-01-08T00:14:36.000Z</B:DateReceived>
            <B:Importance>1</B:Importance>
            <B:Read>0</B:Read>
            <A:Body>
              <A:Type>1</A:Type>
              <A:EstimatedDataSize>6</A:EstimatedDataSize>
              <A:Data>Make sure you get some rest!
</A:Data>
            </A:Body>
            <B:InternetCPID>1252</B:InternetCPID>
            <B:Flag/>
            <C:ConversationId>ñòaöÏMDÿ‹döX3&#xF;0&#x0;</C:ConversationId>
            <C:ConversationIndex>Éq&amp;HÞ</C:ConversationIndex>
          </ApplicationData>
        </Add>
      </Commands>
    </Collection>
  </Collections>
</Sync>`;
  const id = fromHex('f1f261f6cf4d44ff8b64f658330f3000');
  const index = fromHex('c9712648de');
  const tree = xmlTree(
    repair(printed, [
      ['POOMMAIL:', 'Email:'],
      ['POOMMAIL2:', 'Email2:'],
      ['ñòaöÏMDÿ‹döX3&#xF;0&#x0;', 'the 16 bytes'],
      ['Éq&amp;HÞ', 'the 5 bytes'],
    ]),
  );
  const received = new Date('2009-01-08T00:14:36.000Z');
  const version = '14.0';
  const add = readMessage(syncResponse, tree, { version, unknown: 'refuse' }).Collections?.[0]?.Commands?.[0];
  if (add?.kind !== 'Add') throw new Error('there is no Add');
  const data = { ...add.ApplicationData, ConversationId: id, ConversationIndex: index };
  const { item } = readSmsItem(data);

  it('is no XML as printed', () => {
    expect(() => xmlTree(printed.replaceAll('POOMMAIL', 'Email'))).toThrow('no character of XML');
  });

  it('is no request, as it is called', () => {
    expect(() => readMessage(syncRequest, tree, { version })).toThrow('Status does not belong here');
  });

  it('is read', () => {
    expect(add).toMatchObject({ Class: 'SMS', ServerId: '55:11' });
    expect(item).toEqual({
      from: { number: '+14255550123' },
      to: [{ number: '14255550143' }],
      dateReceived: received,
      importance: 1,
      read: false,
      text: 'Make sure you get some rest!\n',
      internetCodePage: 1252,
      conversation: { id, index },
    });
  });

  it('has conversation bytes that were printed as Windows-1252', () => {
    const windows = new TextDecoder('windows-1252');
    expect(windows.decode(id)).toBe('ñòaöÏMDÿ‹döX3\x0f0\0');
    expect(windows.decode(index)).toBe('Éq&HÞ');
  });

  it('has an index of a time within two minutes of the one that it was received at, [MS-ASCON] 2.2.2.4', () => {
    const fileTime = BigInt(`0x01${toHex(index)}0000`);
    const begun = Number(fileTime / 10_000n - 11_644_473_600_000n);
    expect(Math.abs(begun - received.getTime())).toBeLessThan(120_000);
  });

  it('is written with the size that its text has, and is otherwise the same', () => {
    if (item.conversation === undefined) throw new Error('there is no conversation');
    const written = smsAdd('55:11', { ...item, conversation: item.conversation });
    const expected = { ...add, ApplicationData: { ...data, Body: { ...data.Body, EstimatedDataSize: 29 } } };
    expect(written).toEqual(expected);
    const Collections = [{ SyncKey: '525665452', CollectionId: '55', Status: 1, Commands: [written] }];
    const body = encodeMessage(syncResponse, { Collections }, version);
    expect(decodeMessage(syncResponse, body, { version, unknown: 'refuse' })).toEqual({ Collections });
  });
});

describe('enabling outbound SMS messages, 4.4', () => {
  const printed = `<?xml version="1.0" encoding="utf-8"?>
<Settings xmlns="Settings:">
  <DeviceInformation>
    <Set>
      <Model>Manufacturer-Name-Number</Model>
      <IMEI>123456789012345</IMEI>
      <FriendlyName>My PPC Phone</FriendlyName>
      <OS>PPC</OS>
      <Language>us-EN</Language>
      <PhoneNumber>206-555-0112</PhoneNumber>
      <EnableOutboundSMS>1</EnableOutboundSMS>
      <MobileOperator>T-Mojo</MobileOperator>
    </Set>
  </DeviceInformation>
</Settings>`;
  const repaired = repair(printed, [['<Language>us-EN</Language>', '<OSLanguage>us-EN</OSLanguage>']]);

  it('names an element that the protocol does not have', () => {
    expect(() => encodeWbxml(xmlTree(printed))).toThrow('Language');
  });

  it.each(['14.0', '14.1', '16.0', '16.1'] as const)('is read, version %s', (version) => {
    const request = decodeMessage(settingsRequest, encodeWbxml(xmlTree(repaired)), { version });
    const details = request.DeviceInformation?.Set ?? {};
    expect(details).toEqual({
      Model: 'Manufacturer-Name-Number',
      IMEI: '123456789012345',
      FriendlyName: 'My PPC Phone',
      OS: 'PPC',
      OSLanguage: 'us-EN',
      PhoneNumber: '206-555-0112',
      EnableOutboundSMS: true,
      MobileOperator: 'T-Mojo',
    });
    expect(readOutboundSms(details)).toEqual({ enabled: true, phoneNumber: '206-555-0112' });
    expect(encodeMessage(settingsRequest, request, version)).toEqual(encodeWbxml(xmlTree(repaired)));
  });
});
