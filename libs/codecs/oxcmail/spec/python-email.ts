/** Python's email package as a second reader of messages, for tests. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';

export interface PythonPart {
  readonly contentType: string;
  readonly fileName: string | null;
  readonly contentId: string | null;
  readonly disposition: string | null;
  /** SHA-256 of the decoded content; absent for multiparts and embedded messages. */
  readonly sha256?: string;
  readonly size?: number;
  readonly text?: string;
}

export interface PythonMessage {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly from: readonly (readonly [name: string, address: string])[];
  readonly to: readonly (readonly [name: string, address: string])[];
  readonly cc: readonly (readonly [name: string, address: string])[];
  readonly date: number | null;
  readonly subject: string;
  /** All parts in their order, those of embedded messages among them. */
  readonly parts: readonly PythonPart[];
  readonly defects: readonly string[];
  /** Of header fields, those of parts among them: the name of the field and the defect. */
  readonly headerDefects: readonly string[];
}

const script = String.raw`
import sys, json, base64, hashlib, email, email.policy, email.utils
def pairs(message, name):
    try:
        return [[a.display_name, a.addr_spec] for h in message.get_all(name, []) for a in h.addresses]
    except Exception:
        return []
def part(p):
    out = {'contentType': p.get_content_type(), 'fileName': p.get_filename(), 'contentId': p.get('Content-ID'),
           'disposition': p.get_content_disposition()}
    if not p.is_multipart():
        data = p.get_payload(decode=True) or b''
        out['sha256'] = hashlib.sha256(data).hexdigest()
        out['size'] = len(data)
        if p.get('Content-Transfer-Encoding', '').strip().lower() == 'base64' and len(data) >= len(p.get_payload()) > 0:
            p.defects.append(ValueError('base64 that Python gave up on'))
        if p.get_content_maintype() == 'text':
            try: out['text'] = data.decode(p.get_content_charset() or 'utf-8')
            except Exception: pass
    return out
def read(data):
    try:
        m = email.message_from_bytes(data, policy=email.policy.default)
        date = m['Date']
        return {'headers': [[k, str(v)] for k, v in m.items()], 'from': pairs(m, 'From'), 'to': pairs(m, 'To'), 'cc': pairs(m, 'Cc'),
            'date': date.datetime.timestamp() * 1000 if date is not None and date.datetime is not None else None,
            'subject': str(m['Subject'] or ''), 'parts': [part(p) for p in m.walk()],
            'defects': [type(d).__name__ for p in m.walk() for d in p.defects],
            'headerDefects': [k + ': ' + repr(d) for p in m.walk() for k, v in p.items() for d in getattr(v, 'defects', [])]}
    except Exception as error:
        return None
json.dump([read(base64.b64decode(m)) for m in json.load(sys.stdin)], sys.stdout)
`;

/** Whether Python is here to be asked. */
export const hasPython = spawnSync('python3', ['-c', 'import email.policy']).status === 0;

/** What Python reads in each message, by one process; null where it gives up. */
export function readWithPython(messages: readonly Uint8Array[]): readonly (PythonMessage | null)[] {
  const input = JSON.stringify(messages.map((message) => Buffer.from(message).toString('base64')));
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], {
    input,
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  return JSON.parse(stdout) as (PythonMessage | null)[];
}
