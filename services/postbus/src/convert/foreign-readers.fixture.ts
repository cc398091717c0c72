/** Readers of message files that were not written here: Python's email, extract-msg, msgconvert, tnef, ytnef. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A Python that has extract-msg. */
const readersPython = process.env['POSTBUS_READERS_PYTHON'];
const installed = (program: string, ...args: string[]): boolean => spawnSync(program, args).error === undefined;

export const hasPython = installed('python3', '--version');
export const hasExtractMsg =
  readersPython !== undefined && spawnSync(readersPython, ['-c', 'import extract_msg']).status === 0;
export const hasMsgconvert = installed('msgconvert', '--help');
export const hasTnef = installed('tnef', '--help');
export const hasYtnef = installed('ytnef', '-h');

/** What a reader finds in a message; texts without the spaces around them. */
export interface FoundMessage {
  readonly subject: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly text: string;
  readonly html: string;
  /** SHA-256 of each file, sorted. */
  readonly files: readonly string[];
  /** Subjects of embedded messages. */
  readonly embedded: readonly string[];
}

const emailProgram = `
import sys, json, hashlib, email, email.policy
def found(path):
    m = email.message_from_bytes(open(path, 'rb').read(), policy=email.policy.default)
    assert not [d for p in m.walk() for d in p.defects], [d for p in m.walk() for d in p.defects]
    people = lambda name: [a.addr_spec for a in m[name].addresses] if m[name] else []
    body = lambda kind: (m.get_body((kind,)) or email.message.EmailMessage()).get_content().strip() if m.get_body((kind,)) else ''
    files, embedded = [], []
    def walk(part):
        if part.get_content_type() == 'message/rfc822': embedded.append(str(part.get_payload(0)['subject']))
        elif part.is_multipart(): [walk(p) for p in part.iter_parts()]
        elif part.get_filename(): files.append(hashlib.sha256(part.get_payload(decode=True)).hexdigest())
    walk(m)
    return dict(subject=str(m['subject']), to=people('to'), cc=people('cc'), text=body('plain'), html=body('html'), files=sorted(files),
        embedded=embedded, **{'from': people('from')[0]})
print(json.dumps([found(p) for p in sys.argv[1:]]))
`;

const extractMsgProgram = `
import sys, json, hashlib, extract_msg
def found(path):
    m = extract_msg.openMsg(path, delayAttachments=False)
    people = lambda kind: [r.email for r in m.recipients if r.type.name == kind]
    files = [hashlib.sha256(a.data).hexdigest() for a in m.attachments if isinstance(a.data, bytes)]
    embedded = [a.data.subject for a in m.attachments if isinstance(a.data, extract_msg.msg_classes.MSGFile)]
    sender = m.getStringStream('__substg1.0_5D01') or m.getStringStream('__substg1.0_0C1F')
    return dict(subject=m.subject, to=people('TO'), cc=people('CC'), text=(m.body or '').strip(), html=(m.htmlBody or b'').decode().strip(),
        files=sorted(files), embedded=embedded, **{'from': sender})
print(json.dumps([found(p) for p in sys.argv[1:]]))
`;

/** Reads .eml files; one that Python finds a fault in fails. */
export function readByPython(paths: readonly string[]): FoundMessage[] {
  return JSON.parse(run('python3', ['-c', emailProgram, ...paths])) as FoundMessage[];
}

export function readByExtractMsg(paths: readonly string[]): FoundMessage[] {
  return JSON.parse(run(readersPython!, ['-c', extractMsgProgram, ...paths])) as FoundMessage[];
}

/** Turns a .msg into an .eml in `folder`. @returns its path */
export function convertByMsgconvert(folder: string, path: string): string {
  const output = join(folder, 'msgconvert.eml');
  execFileSync('msgconvert', ['--outfile', output, path], { stdio: 'pipe' });
  return output;
}

/** SHA-256 of what `program` unpacks from TNEF, sorted. */
export function unpackedBy(program: 'tnef' | 'ytnef', folder: string, path: string): string[] {
  const target = join(folder, program);
  mkdirSync(target);
  if (program === 'tnef') execFileSync('tnef', ['-C', target, path], { stdio: 'pipe' });
  else execFileSync('ytnef', ['-f', target, path], { stdio: 'pipe' });
  return readdirSync(target)
    .map((name) => sha256(readFileSync(join(target, name))))
    .toSorted();
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}
