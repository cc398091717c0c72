/** Messages as the documents print them, in XML or in bytes, read and written by the descriptions. */
import { describe, expect, it } from 'vitest';
import { fromHex } from '@postbus/bytes';
import { type Namespace, type WbxmlElement, decodeWbxml, element, encodeWbxml, isElement } from '@postbus/wbxml';
import {
  decodeMessage,
  encodeMessage,
  folderSyncRequest,
  folderSyncResponse,
  readMessage,
  syncRequest,
  syncResponse,
} from '../index.ts';

/** The tree of an XML text of elements and text alone, whose prefixes are lower-case namespaces. */
function treeOf(xml: string, namespace: Namespace): WbxmlElement {
  const open: { namespace: Namespace; name: string; content: (WbxmlElement | string)[] }[] = [
    { namespace, name: '', content: [] },
  ];
  for (const [, end, prefix, name = '', empty, text] of xml.matchAll(/<(\/?)(?:(\w+):)?(\w+)[^>]*?(\/?)>|([^<]+)/g)) {
    if (text !== undefined) {
      if (text.trim() !== '') open.at(-1)?.content.push(text);
    } else if (end === '/') open.pop();
    else {
      const started = { namespace: (prefix as Namespace | undefined) ?? namespace, name, content: [] };
      open.at(-1)?.content.push(started);
      if (empty !== '/') open.push(started);
    }
  }
  const root = open[0]?.content.find(isElement);
  if (root === undefined) throw new Error('there is no element');
  return root;
}

describe('FolderSync, [MS-ASCMD] 4.4, [MS-ASHTTP] 4.1', () => {
  it('asks with SyncKey 0 first', () => {
    const root = treeOf('<FolderSync xmlns="FolderHierarchy"> <SyncKey>0</SyncKey> </FolderSync>', 'FolderHierarchy');
    expect(readMessage(folderSyncRequest, root, { version: '14.1' })).toEqual({ SyncKey: '0' });
    expect(encodeMessage(folderSyncRequest, { SyncKey: '0' }, '14.1')).toEqual(encodeWbxml(root));
  });

  it('answers that nothing changed in the 25 bytes that the Content-Length tells', () => {
    const body = encodeMessage(folderSyncResponse, { Status: 1, SyncKey: '2', Changes: { Count: 0 } }, '14.0');
    expect(body.length).toBe(25);
    const xml = '<FolderSync><Status>1</Status><SyncKey>2</SyncKey><Changes><Count>0</Count></Changes></FolderSync>';
    expect(body).toEqual(encodeWbxml(treeOf(xml, 'FolderHierarchy')));
  });
});

describe('Sync with a new contact, [MS-ASWBXML] 3', () => {
  const body = fromHex(
    '03016a00455c4f5003436f6e74616374730001' +
      '4b0332000152033200014e0331000156474d03323a3100015d00114a460331000' +
      '14c03300001' +
      '4d03310001010001' +
      '5e0346756e6b2c20446f6e00015f03446f6e0001690346756e6b0001001156033100010101010101' +
      '01',
  );
  const value = {
    Collections: [
      {
        Class: 'Contacts',
        SyncKey: '2',
        CollectionId: '2',
        Status: 1,
        Commands: [
          {
            kind: 'Add',
            ServerId: '2:1',
            ApplicationData: {
              Body: { Type: 1, EstimatedDataSize: 0, Truncated: true },
              NativeBodyType: 1,
              rest: [
                { ...element('Contacts', 'FileAs', 'Funk, Don') },
                { ...element('Contacts', 'FirstName', 'Don') },
                { ...element('Contacts', 'LastName', 'Funk') },
              ],
            },
          },
        ],
      },
    ],
  } as const;

  it('is read, with the elements of the contact as they are', () => {
    expect(decodeMessage(syncResponse, body, { version: '14.0', unknown: 'refuse' })).toMatchObject(value);
  });
  it('is written with the same elements', () => {
    const names = (root: WbxmlElement): string[] => [
      `${root.namespace}:${root.name}`,
      ...root.content.filter(isElement).flatMap((child) => names(child)),
    ];
    const written = decodeWbxml(encodeMessage(syncResponse, value, '14.0'));
    expect(names(written).toSorted()).toEqual(names(decodeWbxml(body)).toSorted());
  });
});

describe('Sync of mail and text messages of one folder, [MS-ASCMD] 2.2.3.27.6', () => {
  it('has Options for each class', () => {
    const xml = `<Sync><Collections><Collection><SyncKey>1</SyncKey><CollectionId>5</CollectionId>
      <GetChanges/><WindowSize>512</WindowSize>
      <Options><FilterType>5</FilterType><Class>Email</Class>
        <AirSyncBase:BodyPreference><AirSyncBase:Type>2</AirSyncBase:Type></AirSyncBase:BodyPreference>
        <AirSyncBase:BodyPreference><AirSyncBase:Type>4</AirSyncBase:Type></AirSyncBase:BodyPreference>
      </Options>
      <Options><FilterType>3</FilterType><Class>SMS</Class></Options>
      <Commands><Add><Class>SMS</Class><ClientId>7</ClientId><ApplicationData>
        <Email:To>[MOBILE:+123]</Email:To><Email:Importance>1</Email:Importance><Email:Read>0</Email:Read>
      </ApplicationData></Add></Commands>
      </Collection></Collections><HeartbeatInterval>470</HeartbeatInterval></Sync>`;
    expect(readMessage(syncRequest, treeOf(xml, 'AirSync'), { version: '14.1' })).toEqual({
      Collections: [
        {
          SyncKey: '1',
          CollectionId: '5',
          GetChanges: true,
          WindowSize: 512,
          Options: [
            { FilterType: 5, Class: 'Email', BodyPreference: [{ Type: 2 }, { Type: 4 }] },
            { FilterType: 3, Class: 'SMS' },
          ],
          Commands: [
            {
              kind: 'Add',
              Class: 'SMS',
              ClientId: '7',
              ApplicationData: { To: '[MOBILE:+123]', Importance: 1, Read: false },
            },
          ],
        },
      ],
      HeartbeatInterval: 470,
    });
  });
});
