/** Readers that were not written here, each started once for many files: Python's email, extract-msg, tnef. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Python that has extract-msg. */
const python = process.env['POSTBUS_READERS_PYTHON'];

export const hasExtractMsg = python !== undefined && spawnSync(python, ['-c', 'import extract_msg']).status === 0;
export const hasTnef = spawnSync('tnef', ['--help']).error === undefined;

/** What both a MIME reader and a .msg reader find in a message. */
export interface FoundMessage {
  readonly subject: string;
  /** In lower case, sorted. */
  readonly addresses: readonly string[];
  /** The text body, white space as single spaces. */
  readonly text: string;
  /** SHA-256 of files that are attached as such, sorted. */
  readonly files: readonly string[];
}

const program = `
import sys, json, hashlib, email, email.policy, logging, warnings
logging.disable(logging.CRITICAL)
warnings.simplefilter('ignore')
import extract_msg
squeezed = lambda text: ' '.join((text or '').replace('\\0', '').split())
sha = lambda data: hashlib.sha256(data or b'').hexdigest()
def files_of(part, found):
    # What is embedded is no file, and what is in a winmail.dat comes in its place.
    if part.get_content_type() in ('message/rfc822', 'application/ms-tnef', 'application/vnd.ms-tnef'): return
    if part.is_multipart():
        for p in part.iter_parts(): files_of(p, found)
    elif part.get_content_disposition() == 'attachment' and part.get_filename():
        found.append(sha(part.get_payload(decode=True)))
def mail(path):
    m = email.message_from_bytes(open(path, 'rb').read(), policy=email.policy.default)
    if any(p.defects or any(getattr(v, 'defects', ()) for v in p.values()) for p in m.walk()): return None
    found = []
    files_of(m, found)
    people = [a.addr_spec.lower() for n in ('to', 'cc', 'bcc') for h in m.get_all(n, []) for a in h.addresses if '@' in a.addr_spec]
    plain = m.get_body(('plain',))
    return dict(subject=squeezed(m['subject']), addresses=sorted(people), text=squeezed(plain.get_content() if plain else ''), files=sorted(found))
def msg(path):
    m = extract_msg.openMsg(path, delayAttachments=False, errorBehavior=extract_msg.enums.ErrorBehavior.SUPPRESS_ALL)
    found = [sha(a.data) for a in m.attachments if isinstance(a.data, bytes)]
    people = [squeezed(r.smtpAddress or r.email).lower() for r in m.recipients if '@' in (r.smtpAddress or r.email or '')]
    result = dict(subject=squeezed(m.subject), addresses=sorted(people), text=squeezed(m.body), files=sorted(found))
    m.close()
    return result
def read(path):
    try: return msg(path) if path.endswith('.msg') else mail(path)
    except Exception as error: return dict(error=path + ': ' + repr(error)) if path.endswith('.msg') else None
print(json.dumps([read(p) for p in sys.argv[1:]]))
`;

/** Reads `.msg` files by extract-msg, others by Python's email; null for MIME in which Python finds a fault. */
export function readByPython(paths: readonly string[]): (FoundMessage | null)[] {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', program, ...paths], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as (FoundMessage | null)[];
}

/** SHA-256 of what tnef unpacks, sorted. */
export function unpackedByTnef(path: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'postbus-tnef-'));
  try {
    execFileSync('tnef', ['-C', folder, '--number-backups', path], { stdio: 'pipe' });
    return readdirSync(folder)
      .map((name) =>
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      )
      .toSorted();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
