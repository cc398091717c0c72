import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idsOf, insert, newMailbox, opened } from './mail/mail.fixture.ts';

/** A Python with pymongo. */
const python = process.env['POSTBUS_PYTHON'];
const page = readFileSync(new URL('../../../../docs/store-mongo.md', import.meta.url), 'utf8');

/** Asks as an operator would, by the names of docs/store-mongo.md; knows nothing of this program. */
const asking = `
import datetime, json, sys
from pymongo import MongoClient
url, database, mailbox, first = sys.argv[1:5]
db = MongoClient(url)[database]
box = db.mailboxes.find_one({'_id': mailbox})
inbox = db.folders.find_one({'mailbox': mailbox, 'role': 'inbox'})
found = list(db.messages.find({'mailbox': mailbox, 'folder': inbox['id']}).sort('received', -1))
message = db.messages.find_one({'_id': mailbox + '/' + first})
small = db.objects.find_one({'_id': mailbox + '/' + str(message['object'])})
large = db.objects.find_one({'mailbox': mailbox, 'object': {'$type': 'binData'}})
event = db.outbox.find_one({'mailbox': mailbox, 'topic': 'mailbox.changed.v1'}, sort=[('id', -1)])
tombstone = db.tombstones.find_one({'mailbox': mailbox})
key = db.dedupe_keys.find_one({'_id': mailbox + '/the key'})
print(json.dumps({
  'numbers': [box['counter'], box['changeNumber']],
  'contents': box['contents'][str(inbox['id'])],
  'unread': [m['summary']['subject'] for m in found if not m['read']],
  'received': message['received'].replace(tzinfo=datetime.timezone.utc).isoformat(),
  'mime': message['mime'],
  'object': json.loads(small['object']),
  'holders': db.objects.count_documents({'blobs': message['mime']['sha256']}),
  'compressed': bytes(large['object'])[:4].hex(),
  'event': [json.loads(bytes(event['value'])), type(event['id']).__name__, event['key']],
  'tombstone': [tombstone['id'], tombstone['reason'], tombstone['changeNumber']],
  'results': key['results'],
  'collections': sorted(db.list_collection_names()),
  'indexes': sorted(c + '.' + i for c in db.list_collection_names() for i in db[c].index_information() if i != '_id_'),
}))
`;

interface Answers {
  readonly collections: readonly string[];
  readonly indexes: readonly string[];
}

describe.skipIf(mongoUrl === undefined || python === undefined)('another program that reads the database', () => {
  let database: TestDatabase;
  let answers: Answers & Readonly<Record<string, unknown>>;
  const mime = { sha256: 'ab'.repeat(32), size: 1234 };
  let changeNumber = 0;
  let ids: number[] = [];
  let mailbox = '';

  beforeAll(async () => {
    database = await openTestDatabase();
    const { mailStore } = await opened(await database.open());
    const scope = await newMailbox({ mailStore });
    ({ mailbox } = scope);
    const applied = await mailStore.apply(
      scope,
      [insert('Lunch', 'inbox', mime), insert('Dinner'), insert('x'.repeat(40_000), 'junk'), insert('Gone')],
      { dedupe: ['the key'] },
    );
    ids = idsOf(applied);
    ({ changeNumber } = await mailStore.apply(scope, [
      { do: 'set-read', id: ids[1]!, read: true },
      { do: 'delete-message', id: ids[3]! },
    ]));
    const { stdout } = await promisify(execFile)(python ?? '', [
      '-c',
      asking,
      mongoUrl ?? '',
      database.name,
      `${scope.tenant}/${scope.mailbox}`,
      String(ids[0]),
    ]);
    answers = JSON.parse(stdout) as typeof answers;
  });
  afterAll(() => database.drop());

  it("finds a mailbox's numbers, and what is in its folders", () => {
    expect(answers['numbers']).toEqual([changeNumber, changeNumber]);
    expect(answers['contents']).toEqual({ lastUid: 3, contentNumber: changeNumber, messages: 2, unread: 1 });
    expect(answers['unread']).toEqual(['Lunch']);
  });

  it('finds a message with its time, its blobs and its object', () => {
    expect(answers['received']).toBe('2026-01-14T09:00:00+00:00');
    expect(answers['mime']).toEqual(mime);
    expect(answers['holders']).toBe(1);
    expect(answers['object']).toEqual([[0x0037_001f, 'Lunch'], [], []]);
    expect(answers['compressed']).toBe('28b52ffd');
  });

  it('finds what was deleted, what was applied, and the events that wait', () => {
    expect(answers['tombstone']).toEqual([ids[3], 'deleted', changeNumber]);
    expect(answers['results']).toMatchObject(ids.map((message) => ({ message, changeNumber: message })));
    expect(answers['event']).toEqual([expect.objectContaining({ changeNumber }), 'Int64', mailbox]);
  });

  it('finds no collection and no index that docs/store-mongo.md does not name', () => {
    const named = (name: string) => page.includes(`\`${name}\``);
    expect(answers.collections.filter((collection) => !named(collection))).toEqual([]);
    expect(answers.indexes.filter((index) => !page.includes(`\`${index}\``))).toEqual([]);
  });
});
