import { describe, expect, it } from 'vitest';
import { type WbxmlContent, element as e } from '@postbus/wbxml';
import {
  CommonStatus,
  FolderStatus,
  MessageError,
  PingStatus,
  type ProtocolVersion,
  SyncStatus,
  encodeMessage,
  folderSyncRequest,
  folderSyncResponse,
  moveItemsRequest,
  pingRequest,
  readMessage,
  syncRequest,
  syncResponse,
} from './index.ts';

const collection = (...content: readonly WbxmlContent[]) =>
  e('AirSync', 'Sync', e('AirSync', 'Collections', e('AirSync', 'Collection', ...content)));
const syncKey = e('AirSync', 'SyncKey', '1');
const collectionId = e('AirSync', 'CollectionId', '5');

function sync(root: ReturnType<typeof e>, version: ProtocolVersion = '14.1') {
  return readMessage(syncRequest, root, { version });
}

function refusal(read: () => unknown): MessageError {
  try {
    read();
  } catch (error) {
    if (error instanceof MessageError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('a request that differs from its description', () => {
  it('is of another command', () => {
    const error = refusal(() => sync(e('Ping', 'Ping')));
    expect(error).toMatchObject({ code: 'wrong-root', path: 'Ping', status: SyncStatus.ProtocolError });
  });

  it('lacks an element: the path names it, among its siblings', () => {
    const error = refusal(() =>
      sync(
        e(
          'AirSync',
          'Sync',
          e(
            'AirSync',
            'Collections',
            e('AirSync', 'Collection', syncKey, collectionId),
            e('AirSync', 'Collection', collectionId),
          ),
        ),
      ),
    );
    expect(error).toMatchObject({
      code: 'missing-element',
      path: 'Sync/Collections/Collection[2]/SyncKey',
      status: SyncStatus.ProtocolError,
      retryable: false,
    });
  });

  it('has an element twice', () => {
    const error = refusal(() => sync(collection(syncKey, e('AirSync', 'SyncKey', '2'), collectionId)));
    expect(error).toMatchObject({ code: 'repeated-element', path: 'Sync/Collections/Collection/SyncKey[2]' });
  });

  it('has an element more often than allowed', () => {
    const options = e('AirSync', 'Options');
    const error = refusal(() => sync(collection(syncKey, collectionId, options, options, options)));
    expect(error).toMatchObject({ code: 'too-many-elements' });
  });

  it('has an element that does not belong there', () => {
    const error = refusal(() => sync(collection(syncKey, collectionId, e('AirSync', 'MoreAvailable'))));
    expect(error).toMatchObject({ code: 'unexpected-element', path: 'Sync/Collections/Collection/MoreAvailable' });
  });

  it('has an element of another namespace with the same name', () => {
    const error = refusal(() => sync(collection(e('FolderHierarchy', 'SyncKey', '1'), collectionId)));
    expect(error.code).toBe('unexpected-element');
  });

  it.each([
    ['text among elements', collection(syncKey, collectionId, 'x'), 'unexpected-content'],
    ['an element in a text', collection(e('AirSync', 'SyncKey', collectionId), collectionId), 'unexpected-content'],
    ['a number that is none', collection(syncKey, collectionId, e('AirSync', 'WindowSize', '1x')), 'bad-value'],
    ['a number below its range', collection(syncKey, collectionId, e('AirSync', 'WindowSize', '-1')), 'out-of-range'],
    [
      'a number too long to be one',
      collection(syncKey, collectionId, e('AirSync', 'WindowSize', '9'.repeat(99))),
      'bad-value',
    ],
    ['a boolean that is none', collection(syncKey, collectionId, e('AirSync', 'GetChanges', 'true')), 'bad-value'],
    ['a text that is too long', collection(e('AirSync', 'SyncKey', 'x'.repeat(65)), collectionId), 'too-long'],
  ])('has %s', (_, root, code) => {
    expect(refusal(() => sync(root)).code).toBe(code);
  });

  it('has a text that is too short', () => {
    const root = e('FolderHierarchy', 'FolderSync', e('FolderHierarchy', 'SyncKey'));
    expect(refusal(() => readMessage(folderSyncRequest, root, { version: '14.1' }))).toMatchObject({
      code: 'too-short',
      path: 'FolderSync/SyncKey',
      status: FolderStatus.MalformedRequest,
    });
  });

  it('has an element that a later version brought: refused before, read from then on', () => {
    const root = collection(
      syncKey,
      collectionId,
      e(
        'AirSync',
        'Commands',
        e(
          'AirSync',
          'Add',
          e('AirSync', 'ClientId', '1'),
          e('Email2', 'Send'),
          e('AirSync', 'ApplicationData', e('Email2', 'Bcc', 'a@example.com')),
        ),
      ),
    );
    expect(refusal(() => sync(root, '14.1'))).toMatchObject({
      code: 'not-in-version',
      path: 'Sync/Collections/Collection/Commands/Add/Send',
    });
    expect(sync(root, '16.0').Collections?.[0]?.Commands).toEqual([
      { kind: 'Add', ClientId: '1', Send: true, ApplicationData: { Bcc: 'a@example.com' } },
    ]);
  });

  it('tells the byte where the element stood', () => {
    const root = { ...collection(syncKey), offset: 4 };
    expect(refusal(() => readMessage(pingRequest, root, { version: '14.1' }))).toMatchObject({ offset: 4 });
  });
});

describe('the Status that a wrong request deserves', () => {
  it('is that of the element where it has one of its own', () => {
    const error = refusal(() => sync(e('AirSync', 'Sync', e('AirSync', 'Wait', '-5'))));
    expect(error).toMatchObject({ code: 'out-of-range', path: 'Sync/Wait', status: SyncStatus.InvalidWait });
  });
  it('is that of the command otherwise', () => {
    const ping = e('Ping', 'Ping', e('Ping', 'HeartbeatInterval', 'soon'));
    expect(refusal(() => readMessage(pingRequest, ping, { version: '14.1' })).status).toBe(PingStatus.SyntaxError);
    const move = e('Move', 'MoveItems');
    expect(refusal(() => readMessage(moveItemsRequest, move, { version: '14.1' })).status).toBe(
      CommonStatus.InvalidXml,
    );
  });
  it('tells a Ping without what it needs from one that is malformed', () => {
    const ping = e('Ping', 'Ping', e('Ping', 'Folders', e('Ping', 'Folder', e('Ping', 'Id', '5'))));
    expect(refusal(() => readMessage(pingRequest, ping, { version: '14.1' }))).toMatchObject({
      code: 'missing-element',
      path: 'Ping/Folders/Folder/Class',
      status: PingStatus.MissingParameters,
    });
  });
});

describe('a response with more than its description', () => {
  const root = collection(syncKey, collectionId, e('AirSync', 'Status', '1'), e('AirSync', 'WindowSize', '7'));
  it('is read without it by default, and refused where asked', () => {
    expect(readMessage(syncResponse, root, { version: '14.1' })).toEqual({
      Collections: [{ SyncKey: '1', CollectionId: '5', Status: 1 }],
    });
    const strict = refusal(() => readMessage(syncResponse, root, { version: '14.1', unknown: 'refuse' }));
    expect(strict.code).toBe('unexpected-element');
  });
});

describe('values, [MS-ASDTYPE] 2', () => {
  const data = (...content: readonly WbxmlContent[]) => {
    const add = e('AirSync', 'Add', e('AirSync', 'ServerId', '5:1'), e('AirSync', 'ApplicationData', ...content));
    const root = collection(syncKey, collectionId, e('AirSync', 'Status', '1'), e('AirSync', 'Commands', add));
    const [command] = readMessage(syncResponse, root, { version: '16.1' }).Collections?.[0]?.Commands ?? [];
    return command?.kind === 'Add' ? command.ApplicationData : undefined;
  };

  it('dates are read with and without punctuation', () => {
    const moment = new Date(Date.UTC(2009, 6, 29, 19, 25, 37));
    expect(data(e('Email', 'DateReceived', '2009-07-29T19:25:37.817Z'))?.DateReceived).toEqual(
      new Date(moment.getTime() + 817),
    );
    expect(data(e('Email', 'DateReceived', '20090729T192537Z'))?.DateReceived).toEqual(moment);
  });
  it.each(['2009-02-30T00:00:00Z', '2009-13-01T00:00:00Z', '2009-01-01T25:00:00Z', '2009-01-01', 'now'])(
    '%s is no date',
    (text) => {
      expect(() => data(e('Email', 'DateReceived', text))).toThrow(expect.objectContaining({ code: 'bad-value' }));
    },
  );
  it('an empty element of some booleans says yes', () => {
    expect(sync(collection(syncKey, collectionId, e('AirSync', 'GetChanges'))).Collections?.[0]?.GetChanges).toBe(true);
  });
  it('opaque data is bytes, and a string in its place is its UTF-8', () => {
    expect(data(e('Email2', 'ConversationId', Uint8Array.of(1, 0, 255)))?.ConversationId).toEqual(
      Uint8Array.of(1, 0, 255),
    );
    expect(data(e('Email2', 'ConversationId', 'ü'))?.ConversationId).toEqual(Uint8Array.of(0xc3, 0xbc));
  });
  it('an empty flag is a flag without anything, which clears it', () => {
    expect(data(e('Email', 'Flag'))?.Flag).toEqual({});
  });
  it('elements of other classes are kept as they are', () => {
    const phone = e('Contacts', 'MobilePhoneNumber', '+49 123');
    expect(data(e('Email', 'Subject', 'x'), phone)).toEqual({ Subject: 'x', rest: [phone] });
  });
});

describe('a value that differs from its description in what the compiler cannot see', () => {
  it.each([
    ['a key too long', { SyncKey: 'x'.repeat(65) }, 'too-long'],
    ['a key too short', { SyncKey: '' }, 'too-short'],
  ])('%s', (_, value, code) => {
    expect(refusal(() => encodeMessage(folderSyncRequest, value, '14.1'))).toMatchObject({
      code,
      path: 'FolderSync/SyncKey',
    });
  });
  it.each([
    ['a fraction', 1.5, 'bad-value'],
    ['not a number', Number.NaN, 'bad-value'],
    ['a negative number', -1, 'out-of-range'],
  ])('a Status of %s', (_, Status, code) => {
    expect(refusal(() => encodeMessage(folderSyncResponse, { Status }, '14.1')).code).toBe(code);
  });
  it('an invalid date', () => {
    const ApplicationData = { DateReceived: new Date(Number.NaN) };
    const Commands = [{ kind: 'Add', ServerId: '5:1', ApplicationData }] as const;
    const Collections = [{ SyncKey: '1', CollectionId: '5', Status: 1, Commands }];
    expect(refusal(() => encodeMessage(syncResponse, { Collections }, '14.1'))).toMatchObject({
      code: 'bad-value',
      path: 'Sync/Collections/Collection/Commands/Add/ApplicationData/DateReceived',
    });
  });
});
