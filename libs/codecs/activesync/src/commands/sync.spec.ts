import { describe, expect, expectTypeOf, it } from 'vitest';
import { type WbxmlElement, decodeWbxml, isElement } from '@postbus/wbxml';
import {
  type ApplicationData,
  type SyncOptions,
  type SyncRequest,
  type SyncRequestCollection,
  type SyncRequestCommand,
  decodeMessage,
  encodeMessage,
  syncRequest,
} from '../index.ts';

describe('Sync request, [MS-ASCMD] 2.2.1.21', () => {
  const request: SyncRequest = {
    Collections: [
      {
        SyncKey: '1',
        CollectionId: '5',
        GetChanges: true,
        WindowSize: 100,
        Options: [{ FilterType: 3, BodyPreference: [{ Type: 2, TruncationSize: 51_200 }] }],
        Commands: [
          { kind: 'Change', ServerId: '5:1', ApplicationData: { Read: true } },
          { kind: 'Delete', ServerId: '5:2' },
        ],
      },
    ],
  };

  it('comes back as it was sent', () => {
    const body = encodeMessage(syncRequest, request, '14.1');
    expect(decodeMessage(syncRequest, body, { version: '14.1' })).toEqual(request);
  });

  it('has a type that follows from its description', () => {
    expectTypeOf<SyncRequest['Collections']>().toEqualTypeOf<readonly SyncRequestCollection[] | undefined>();
    expectTypeOf<SyncRequestCollection['SyncKey']>().toEqualTypeOf<string>();
    expectTypeOf<SyncRequestCollection['Options']>().toEqualTypeOf<readonly SyncOptions[] | undefined>();
    expectTypeOf<SyncRequestCommand['kind']>().toEqualTypeOf<'Add' | 'Change' | 'Delete' | 'Fetch'>();
    expectTypeOf<Extract<SyncRequestCommand, { kind: 'Fetch' }>>().toEqualTypeOf<{
      readonly kind: 'Fetch';
      readonly ServerId: string;
    }>();
    expectTypeOf<NonNullable<ApplicationData['Body']>['Data']>().toEqualTypeOf<string | Uint8Array | undefined>();
  });

  it('is written in the order that the document is strict about, 2.2.3.29.2', () => {
    const [collections] = children(decodeWbxml(encodeMessage(syncRequest, request, '14.1')));
    const [collection] = children(collections);
    expect(children(collection).map(({ name }) => name)).toEqual([
      'SyncKey',
      'CollectionId',
      'GetChanges',
      'WindowSize',
      'Options',
      'Commands',
    ]);
  });
});

function children(element: WbxmlElement | undefined): WbxmlElement[] {
  return (element?.content ?? []).filter(isElement);
}
