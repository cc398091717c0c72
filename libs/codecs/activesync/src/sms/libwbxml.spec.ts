/** Text messages as libwbxml reads them, and what it writes as we read it. */
import { spawnSync } from 'node:child_process';
import { fromBase64 } from '@postbus/bytes';
import { type WbxmlContent, type WbxmlElement, decodeWbxml, isElement } from '@postbus/wbxml';
import { describe, expect, it } from 'vitest';
import {
  type ServedSmsItem,
  decodeMessage,
  encodeMessage,
  outboundSmsDetails,
  protocolVersions,
  readOutboundSms,
  readSmsItem,
  settingsRequest,
  smsAdd,
  smsChange,
  smsClientAdd,
  smsDelete,
  syncRequest,
  syncResponse,
} from '../index.ts';
import { xmlTree } from './xml-tree.fixture.ts';

const present = ['wbxml2xml', 'xml2wbxml'].every((tool) => spawnSync('which', [tool]).status === 0);

function run(command: string, args: readonly string[], input: Uint8Array | string): Uint8Array {
  const { status, stdout, stderr } = spawnSync(command, args, { input });
  if (status !== 0 || stdout.length === 0) throw new Error(`${command}: ${stderr.toString()}`);
  return stdout;
}

/** The tree that libwbxml sees in `document`. */
function foreignTree(document: Uint8Array): WbxmlElement {
  const xml = run('wbxml2xml', ['-m', '2', '-k', '-l', 'ACTIVESYNC', '-o', '-', '-'], document);
  return xmlTree(Buffer.from(xml).toString());
}

/** `element` without offsets, and with bytes as libwbxml writes them: in base64. */
function asXml({ namespace, name, content }: WbxmlElement): WbxmlElement {
  const shown = (one: WbxmlContent): WbxmlContent =>
    one instanceof Uint8Array ? Buffer.from(one).toString('base64') : isElement(one) ? asXml(one) : one;
  return { namespace, name, content: content.map((one) => shown(one)) };
}

const item: ServedSmsItem = {
  from: { name: 'Bob "the" <b>', number: '+14255550123' },
  to: [{ number: '+14255550143' }, { name: 'Çid', number: '+1 425 555 0144' }],
  dateReceived: new Date('2026-03-01T10:00:00.000Z'),
  importance: 1,
  read: false,
  text: 'Grüße & 👋\nzwei',
  internetCodePage: 65_001,
  conversation: { id: new Uint8Array(16).fill(200), index: Uint8Array.of(0xdc, 0, 2, 3, 4) },
};

describe.skipIf(!present)('beside libwbxml', () => {
  it.each(protocolVersions)('answers of Sync are what it reads, version %s', (version) => {
    const Commands = [smsAdd('5:1', item), smsChange('5:2', { read: true }), smsDelete('5:3', version)];
    const answer = { Collections: [{ SyncKey: '1', CollectionId: '5', Status: 1, Commands }] };
    const body = encodeMessage(syncResponse, answer, version);
    const tree = foreignTree(body);
    expect(tree).toEqual(asXml(decodeWbxml(body)));
    expect(JSON.stringify(tree)).toContain(String.raw`[MOBILE:+14255550123]`);
  });

  it('requests that it writes are what we read', () => {
    const doctype = '<!DOCTYPE ActiveSync PUBLIC "-//MICROSOFT//DTD ActiveSync//EN" "http://www.microsoft.com/">';
    const xml = `<?xml version="1.0"?>${doctype}<Sync xmlns="AirSync:"><Collections><Collection>
      <SyncKey>1</SyncKey><CollectionId>5</CollectionId>
      <Options><Class>SMS</Class><FilterType>3</FilterType></Options>
      <Commands><Add><Class>SMS</Class><ClientId>7</ClientId><ApplicationData>
        <To xmlns="Email:">"Ada" [MOBILE:+1], [MOBILE:+2]</To>
        <Body xmlns="AirSyncBase:"><Type>1</Type><Data>Hello</Data></Body>
      </ApplicationData></Add></Commands></Collection></Collections></Sync>`;
    const document = run('xml2wbxml', ['-v', '1.3', '-o', '-', '-'], xml.replace(/>\s+</g, '><'));
    const [collection] = decodeMessage(syncRequest, document, { version: '14.1' }).Collections ?? [];
    expect(collection?.Options).toEqual([{ Class: 'SMS', FilterType: 3 }]);
    const [add] = collection?.Commands ?? [];
    expect(add?.kind === 'Add' && readSmsItem(add.ApplicationData).item).toMatchObject({
      to: [{ name: 'Ada', number: '+1' }, { number: '+2' }],
      text: 'Hello',
    });
  });

  it('a device that sends is what it reads', () => {
    const Set = outboundSmsDetails({ enabled: true, phoneNumber: '+1 425 555 0112' });
    const request = { DeviceInformation: { Set } };
    const body = encodeMessage(settingsRequest, request, '14.0');
    expect(foreignTree(body)).toEqual(asXml(decodeWbxml(body)));
    expect(readOutboundSms(Set)).toMatchObject({ phoneNumber: '+1 425 555 0112' });
  });

  it('an Add of a client is what it reads, and the conversation is bytes', () => {
    const request = { Collections: [{ SyncKey: '1', CollectionId: '5', Commands: [smsClientAdd('7', item)] }] };
    const body = encodeMessage(syncRequest, request, '16.1');
    expect(foreignTree(body)).toEqual(asXml(decodeWbxml(body)));
    const id = /ConversationId","content":\["([^"]+)/.exec(JSON.stringify(foreignTree(body)))?.[1] ?? '';
    expect(fromBase64(id)).toEqual(item.conversation.id);
  });
});
