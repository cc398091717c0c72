/** Python's email package and ElementTree as a second reader of MM7, for tests. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';
import type { Mm7Written } from './index.ts';

/** Tag with its namespace in braces, attributes, text, children. */
export type PythonElement = [string, Readonly<Record<string, string>>, string, PythonElement[]];

export interface PythonMm7 {
  readonly envelope: PythonElement;
  readonly start: string | null;
  readonly types: readonly string[];
  readonly ids: readonly (string | null)[];
  /** Base64 of the leaves of the content. */
  readonly leaves: readonly string[];
  readonly defects: readonly string[];
}

const python = process.env['POSTBUS_READERS_PYTHON'] ?? 'python3';
const script = String.raw`
import sys, json, base64, email, email.policy, xml.etree.ElementTree as tree
def element(e): return [e.tag, dict(e.attrib), e.text or '', [element(c) for c in e]]
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.HTTP)
parts = list(m.iter_parts()) if m.is_multipart() else [m]
json.dump({'envelope': element(tree.fromstring(parts[0].get_payload(decode=True))), 'start': m.get_param('start'),
  'types': [p.get_content_type() for p in [m] + parts], 'ids': [p.get('Content-ID') for p in parts],
  'leaves': [base64.b64encode(p.get_payload(decode=True)).decode() for c in parts[1:] for p in c.walk() if not p.is_multipart()],
  'defects': [repr(d) for p in m.walk() for d in p.defects]}, sys.stdout)
`;

export const hasPython = spawnSync(python, ['-c', 'import email.policy, xml.etree.ElementTree']).status === 0;

const writeScript = String.raw`
import sys, email.policy, xml.etree.ElementTree as tree
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.mime.image import MIMEImage
soap, mm7 = sys.argv[1:3]
env = tree.Element('{%s}Envelope' % soap)
tid = tree.SubElement(tree.SubElement(env, '{%s}Header' % soap), '{%s}TransactionID' % mm7, {'{%s}mustUnderstand' % soap: '1'})
tid.text = 'py-1'
req = tree.SubElement(tree.SubElement(env, '{%s}Body' % soap), '{%s}DeliverReq' % mm7)
def add(parent, name, text=None, **attributes):
    e = tree.SubElement(parent, '{%s}%s' % (mm7, name), attributes); e.text = text; return e
add(req, 'MM7Version', '6.8.0'); add(req, 'LinkedID', 'l<&>1')
add(add(req, 'Sender'), 'Number', '+14255550123', displayOnly='false')
add(req, 'TimeStamp', '2026-11-21T20:00:00+01:00'); add(req, 'Subject', 'Grüße <&> 😀')
add(req, 'Content', href='cid:mms@py', allowAdaptations='true')
root = MIMEText(tree.tostring(env, 'unicode'), 'xml', 'utf-8'); root['Content-ID'] = '<soap@py>'
mms = MIMEMultipart('mixed'); mms['Content-ID'] = '<mms@py>'
mms.attach(MIMEText('Grüße', 'plain', 'utf-8')); mms.attach(MIMEImage(bytes(range(256)), 'gif'))
whole = MIMEMultipart('related', type='text/xml', start='<soap@py>')
whole.attach(mms); whole.attach(root)
sys.stdout.buffer.write(whole.as_bytes(policy=email.policy.HTTP))
`;

/** A deliver.REQ that Python wrote, as a MIME message. */
export function deliverOfPython(soap: string, mm7: string): Uint8Array {
  const { status, stdout, stderr } = spawnSync(python, ['-c', writeScript, soap, mm7]);
  if (status !== 0) throw new Error(`${python}: ${stderr.toString()}`);
  return stdout;
}

/** @throws where Python does not take it */
export function mm7ByPython({ contentType, body }: Mm7Written): PythonMm7 {
  const input = Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), body]);
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${python}: ${stderr}`);
  return JSON.parse(stdout) as PythonMm7;
}
