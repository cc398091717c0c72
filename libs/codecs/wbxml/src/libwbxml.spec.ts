/**
 * Our documents read by libwbxml, and its documents read by us. Its ActiveSync tables are older than ours:
 * they lack page 25 and what 16.1 added to pages 8 and 14, and have other names for some tags, which are listed here.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type WbxmlElement, codePages, decodeWbxml, encodeWbxml, isElement } from './index.ts';

const present = ['wbxml2xml', 'xml2wbxml', 'python3'].every((tool) => spawnSync('which', [tool]).status === 0);

/** Tokens that libwbxml does not have. */
const unknownThere = new Set([
  'MeetingResponse:ProposedStartTime',
  'MeetingResponse:ProposedEndTime',
  'Provision:AccountOnlyRemoteWipe',
]);

/** Elements whose text libwbxml takes for bytes, and so writes as base64. */
const bytesThere = new Set([
  'ResolveRecipients:Data',
  'Search:ConversationId',
  'GAL:Data',
  'AirSyncBase:Content',
  'ItemOperations:ConversationId',
  'ComposeMail:Mime',
  'Email2:ConversationId',
  'Email2:ConversationIndex',
]);

const recurrence = [
  'Type',
  'Until',
  'Occurrences',
  'Interval',
  'DayOfWeek',
  'DayOfMonth',
  'WeekOfMonth',
  'MonthOfYear',
];
const prefixed = (namespace: string, prefix: string, names: readonly string[]) =>
  names.map((name) => [`${namespace}:${name}`, `${prefix}_${name}`] as const);

/** Names that libwbxml has for the same tokens. */
const renamedThere: Readonly<Record<string, string>> = {
  'Contacts:AssistantPhoneNumber': 'AssistantTelephoneNumber',
  ...Object.fromEntries(
    ['Business', 'Home', 'Other'].flatMap((place) =>
      ['City', 'Country', 'PostalCode', 'State', 'Street'].map(
        (part) => [`Contacts:${place}Address${part}`, `${place}${part}`] as const,
      ),
    ),
  ),
  'Email:ReplyTo': 'Reply-To',
  'Email:DtStamp': 'DTStamp',
  'Email:Status': 'FlagStatus',
  ...Object.fromEntries(prefixed('Email', 'Recurrence', recurrence)),
  'Calendar:Timezone': 'TimeZone',
  'Calendar:DtStamp': 'DTStamp',
  ...Object.fromEntries(prefixed('Calendar', 'Attendee', ['Email', 'Name'])),
  'Calendar:AttendeeStatus': 'Attendee_Status',
  'Calendar:AttendeeType': 'Attendee_Type',
  'Calendar:Deleted': 'Exception_Deleted',
  'Calendar:ExceptionStartTime': 'Exception_StartTime',
  'Calendar:OrganizerEmail': 'Organizer_Email',
  'Calendar:OrganizerName': 'Organizer_Name',
  ...Object.fromEntries(prefixed('Calendar', 'Recurrence', recurrence)),
  'Tasks:UtcDueDate': 'UTCDueDate',
  'Tasks:UtcStartDate': 'UTCStartDate',
  ...Object.fromEntries(prefixed('Tasks', 'Recurrence', [...recurrence, 'Start', 'Regenerate', 'DeadOccur'])),
  'ValidateCert:CheckCrl': 'CheckCRL',
  'Provision:RequireStorageCardEncryption': 'DeviceEncryptionEnabled',
  'Settings:SMTPAddress': 'SmtpAddress',
  'Settings:RightsManagementInformation': 'ihsManagementInformation',
  'ComposeMail:Mime': 'MIME',
  'RightsManagement:Owner': 'RMOwner',
  'RightsManagement:RemoveRightsManagementProtection': 'RemoveRightsManagementDistribution',
};

type Json = readonly [namespace: string, name: string, text: string, children: readonly Json[]];

const toJson = `
import sys, json, xml.etree.ElementTree as tree
def flat(e):
    ns, name = e.tag[1:].split('}') if e.tag[0] == '{' else ('', e.tag)
    return [ns, name, e.text or '', [flat(c) for c in e]]
print(json.dumps(flat(tree.fromstring(sys.stdin.buffer.read()))))`;

function run(command: string, args: readonly string[], input: Uint8Array): Uint8Array {
  const result = spawnSync(command, args, { input, maxBuffer: 1 << 26 });
  if (result.status !== 0 || result.stdout.length === 0) throw new Error(`${command}: ${result.stderr.toString()}`);
  return result.stdout;
}

/** The tree that libwbxml and Python see in `document`. */
function foreignTree(document: Uint8Array): Json {
  const xml = run('wbxml2xml', ['-m', '2', '-k', '-l', 'ACTIVESYNC', '-o', '-', '-'], document);
  return JSON.parse(Buffer.from(run('python3', ['-c', toJson], xml)).toString()) as Json;
}

function ownTree(element: WbxmlElement): Json {
  const children = element.content.filter(isElement);
  const text = element.content.map((piece) =>
    typeof piece === 'string' ? piece : piece instanceof Uint8Array ? Buffer.from(piece).toString('base64') : '',
  );
  return [`${element.namespace}:`, element.name, text.join(''), children.map((child) => ownTree(child))];
}

const everyTag = Object.entries(codePages).flatMap(([namespace, { tags }]) =>
  Object.keys(tags).map((name) => `${namespace}:${name}`),
);
const knownThere = everyTag.filter((tag) => !tag.startsWith('Find:') && !unknownThere.has(tag));

/** libwbxml's encoder looks for a name in all pages, whatever the namespace. */
function isUnique(tag: string): boolean {
  const name = tag.slice(tag.indexOf(':'));
  return everyTag.filter((other) => other.endsWith(name)).length === 1;
}

function treeOf(tags: readonly string[]): WbxmlElement {
  const content = tags.map((tag, index) => {
    const [namespace, name] = tag.split(':') as [WbxmlElement['namespace'], string];
    return { namespace, name, content: [`v${index}`] };
  });
  return { namespace: 'AirSync', name: 'Sync', content };
}

describe.skipIf(!present)('beside libwbxml', () => {
  it('names every tag that it knows as it does, but for its own names', () => {
    const [, , , children] = foreignTree(encodeWbxml(treeOf(knownThere)));
    const expected = knownThere.map((tag) => {
      const [namespace, name] = tag.split(':') as [string, string];
      return [namespace === 'GAL' ? 'Gal:' : `${namespace}:`, renamedThere[tag] ?? name];
    });
    expect(children.map(([namespace, name]) => [namespace, name])).toEqual(expected);
    expect(children.map(([, , text]) => text)).toEqual(
      knownThere.map((tag, index) => (bytesThere.has(tag) ? Buffer.from(`v${index}`).toString('base64') : `v${index}`)),
    );
  });

  it('reads in our documents what we wrote', () => {
    const tree = decodeWbxml(
      encodeWbxml({
        namespace: 'AirSync',
        name: 'Sync',
        content: [
          { namespace: 'AirSync', name: 'MoreAvailable', content: [] },
          {
            namespace: 'AirSync',
            name: 'ApplicationData',
            content: [
              { namespace: 'Email', name: 'Subject', content: ['Grüße <&> "\u{1F4E7}" 日本'] },
              { namespace: 'Email2', name: 'ConversationId', content: [Uint8Array.of(0, 1, 2, 254, 255)] },
              { namespace: 'AirSyncBase', name: 'Data', content: ['x'.repeat(100_000)] },
            ],
          },
        ],
      }),
    );
    expect(foreignTree(encodeWbxml(tree))).toEqual(ownTree(tree));
  });

  it.each([
    ['with a string table', []],
    ['without a string table', ['-n']],
  ])('writes documents that we read, %s', (_, options) => {
    const named = knownThere.filter((tag) => renamedThere[tag] === undefined && !bytesThere.has(tag) && isUnique(tag));
    const xml = named.map((tag, index) => {
      const [namespace, name] = tag.split(':') as [string, string];
      return `<${name} xmlns="${namespace}:">value ${index % 7} of many, of many</${name}>`;
    });
    const doctype = '<!DOCTYPE ActiveSync PUBLIC "-//MICROSOFT//DTD ActiveSync//EN" "http://www.microsoft.com/">';
    const source = `<?xml version="1.0"?>${doctype}<Sync xmlns="AirSync:">${xml.join('')}</Sync>`;
    const document = run('xml2wbxml', ['-v', '1.3', ...options, '-o', '-', '-'], Buffer.from(source));
    const read = decodeWbxml(document).content.filter(isElement);
    expect(read.map((child) => ownTree(child).slice(0, 3))).toEqual(
      named.map((tag, index) => {
        const [namespace, name] = tag.split(':') as [string, string];
        return [`${namespace}:`, name, `value ${index % 7} of many, of many`];
      }),
    );
  });
});
