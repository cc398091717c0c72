/**
 * The code pages of ActiveSync as one table: namespace to page number and its tags. [MS-ASWBXML] 2.1.2.1
 * Page 3 (AirNotify) is no longer in use and has no tags. [MS-ASWBXML] 2.1.2.1.4
 * Tags of protocol version 2.5 only (the bodies and attachments inside Contacts, Email, Calendar and Tasks) are listed
 * too, so that an old device is told what it did wrong and not that its WBXML cannot be read.
 */
import { airSync } from './code-pages/air-sync.ts';
import { contacts } from './code-pages/contacts.ts';
import { email } from './code-pages/email.ts';
import { calendar } from './code-pages/calendar.ts';
import { move } from './code-pages/move.ts';
import { getItemEstimate } from './code-pages/get-item-estimate.ts';
import { folderHierarchy } from './code-pages/folder-hierarchy.ts';
import { meetingResponse } from './code-pages/meeting-response.ts';
import { tasks } from './code-pages/tasks.ts';
import { resolveRecipients } from './code-pages/resolve-recipients.ts';
import { validateCert } from './code-pages/validate-cert.ts';
import { contacts2 } from './code-pages/contacts2.ts';
import { ping } from './code-pages/ping.ts';
import { provision } from './code-pages/provision.ts';
import { search } from './code-pages/search.ts';
import { gal } from './code-pages/gal.ts';
import { airSyncBase } from './code-pages/air-sync-base.ts';
import { settings } from './code-pages/settings.ts';
import { documentLibrary } from './code-pages/document-library.ts';
import { itemOperations } from './code-pages/item-operations.ts';
import { composeMail } from './code-pages/compose-mail.ts';
import { email2 } from './code-pages/email2.ts';
import { notes } from './code-pages/notes.ts';
import { rightsManagement } from './code-pages/rights-management.ts';
import { find } from './code-pages/find.ts';

export const codePages = {
  AirSync: { page: 0, tags: airSync },
  Contacts: { page: 1, tags: contacts },
  Email: { page: 2, tags: email },
  Calendar: { page: 4, tags: calendar },
  Move: { page: 5, tags: move },
  GetItemEstimate: { page: 6, tags: getItemEstimate },
  FolderHierarchy: { page: 7, tags: folderHierarchy },
  MeetingResponse: { page: 8, tags: meetingResponse },
  Tasks: { page: 9, tags: tasks },
  ResolveRecipients: { page: 10, tags: resolveRecipients },
  ValidateCert: { page: 11, tags: validateCert },
  Contacts2: { page: 12, tags: contacts2 },
  Ping: { page: 13, tags: ping },
  Provision: { page: 14, tags: provision },
  Search: { page: 15, tags: search },
  GAL: { page: 16, tags: gal },
  AirSyncBase: { page: 17, tags: airSyncBase },
  Settings: { page: 18, tags: settings },
  DocumentLibrary: { page: 19, tags: documentLibrary },
  ItemOperations: { page: 20, tags: itemOperations },
  ComposeMail: { page: 21, tags: composeMail },
  Email2: { page: 22, tags: email2 },
  Notes: { page: 23, tags: notes },
  RightsManagement: { page: 24, tags: rightsManagement },
  Find: { page: 25, tags: find },
} as const;

/** An XML namespace of ActiveSync: the name of its code page. [MS-ASCMD] 2.2.4 */
export type Namespace = keyof typeof codePages;

/** The elements that a namespace has. */
export type TagName<N extends Namespace> = keyof (typeof codePages)[N]['tags'] & string;

/** A tag anywhere in the table: code page times 64 plus the token, without its content and attribute bits. */
export type Tag = number;

interface NamedTag {
  readonly namespace: Namespace;
  readonly name: string;
}

const tagsByNumber: (NamedTag | undefined)[] = [];
const numbersByName = new Map<string, Tag>();
const knownPages = new Set<number>();
for (const [namespace, { page, tags }] of Object.entries(codePages) as [Namespace, (typeof codePages)[Namespace]][]) {
  knownPages.add(page);
  for (const [name, token] of Object.entries(tags)) {
    tagsByNumber[(page << 6) | token] = { namespace, name };
    numbersByName.set(`${namespace}:${name}`, (page << 6) | token);
  }
}

/** What `tag` names, or undefined where the table has no such token. */
export function tagAt(tag: Tag): NamedTag | undefined {
  return tagsByNumber[tag];
}

/** The tag of element `name` in `namespace`, or undefined where the table has none. */
export function tagNumber(namespace: string, name: string): Tag | undefined {
  return numbersByName.get(`${namespace}:${name}`);
}

/** Whether a document may switch to `page`. */
export function isCodePage(page: number): boolean {
  return knownPages.has(page);
}
