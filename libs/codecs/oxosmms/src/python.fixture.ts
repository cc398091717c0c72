/** Python's email package and ElementTree as second readers, for tests. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';

export interface PythonPart {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly contentId: string | null;
  readonly location: string | null;
  readonly fileName: string | null;
  readonly disposition: string | null;
  /** Base64; absent for multiparts. */
  readonly content?: string;
}

export interface PythonMail {
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: readonly PythonPart[];
  readonly defects: readonly string[];
}

export interface PythonElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly PythonElement[];
}

const mailScript = String.raw`
import sys, json, base64, email, email.policy
def part(p):
    out = {'type': p.get_content_type(), 'parameters': dict(p.get_params(failobj=[])[1:]), 'contentId': p.get('Content-ID'),
           'location': p.get('Content-Location'), 'fileName': p.get_filename(), 'disposition': p.get_content_disposition()}
    if not p.is_multipart(): out['content'] = base64.b64encode(p.get_payload(decode=True)).decode()
    return out
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
json.dump({'headers': {k: str(v) for k, v in m.items()}, 'parts': [part(p) for p in m.walk()],
           'defects': [repr(d) for p in m.walk() for d in p.defects] +
                      [k + repr(d) for p in m.walk() for k, v in p.items() for d in getattr(v, 'defects', [])]}, sys.stdout)
`;
const xmlScript = String.raw`
import sys, json, xml.etree.ElementTree as tree
def element(e): return {'tag': e.tag, 'attributes': e.attrib, 'children': [element(c) for c in e]}
json.dump(element(tree.fromstring(sys.stdin.buffer.read())), sys.stdout)
`;

/** Whether Python is here to be asked. */
export const hasPython = spawnSync('python3', ['-c', 'import email.policy, xml.etree.ElementTree']).status === 0;

export function mailByPython(mime: Uint8Array): PythonMail {
  return run(mailScript, mime) as PythonMail;
}

/** @throws where Python does not take it for XML */
export function xmlByPython(xml: string): PythonElement {
  return run(xmlScript, Buffer.from(xml)) as PythonElement;
}

function run(script: string, input: Uint8Array): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  return JSON.parse(stdout);
}
