/** A carrier that Python is: http.server, email and ElementTree on its side of MM7, for tests. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const python = process.env['POSTBUS_READERS_PYTHON'] ?? 'python3';

export const hasPython =
  spawnSync(python, ['-c', 'import email.policy, http.server, xml.etree.ElementTree']).status === 0;

const script = String.raw`
import sys, json, base64, email, email.policy, http.server, urllib.request, threading, xml.etree.ElementTree as tree
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.mime.image import MIMEImage
SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
MM7 = 'http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4'
def envelope(tid, name):
    env = tree.Element('{%s}Envelope' % SOAP)
    t = tree.SubElement(tree.SubElement(env, '{%s}Header' % SOAP), '{%s}TransactionID' % MM7, {'{%s}mustUnderstand' % SOAP: '1'})
    t.text = tid
    return env, tree.SubElement(tree.SubElement(env, '{%s}Body' % SOAP), '{%s}%s' % (MM7, name))
def add(parent, name, text=None, **attributes):
    e = tree.SubElement(parent, '{%s}%s' % (MM7, name), attributes); e.text = text; return e
def post(url, authorization, body, content_type):
    request = urllib.request.Request(url, body, {'Content-Type': content_type, 'SOAPAction': '""', 'Authorization': authorization})
    with urllib.request.urlopen(request) as answer:
        root = tree.fromstring(answer.read())
        return {'status': answer.status, 'tid': root.findtext('.//{%s}TransactionID' % MM7),
          'element': root.find('{%s}Body' % SOAP)[0].tag, 'code': root.findtext('.//{%s}StatusCode' % MM7)}
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a): pass
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        m = email.message_from_bytes(b'Content-Type: ' + self.headers['Content-Type'].encode() + b'\r\n\r\n' + body, policy=email.policy.HTTP)
        root, content = list(m.iter_parts())
        env = tree.fromstring(root.get_payload(decode=True))
        req = env.find('{%s}Body' % SOAP)[0]
        tid = env.findtext('.//{%s}TransactionID' % MM7)
        print(json.dumps({'authorization': self.headers['Authorization'], 'element': req.tag, 'tid': tid,
          'numbers': [e.text for e in req.iter('{%s}Number' % MM7)], 'subject': req.findtext('{%s}Subject' % MM7),
          'cid': req.find('{%s}Content' % MM7).get('href'), 'contentId': content['Content-ID'],
          'leaves': [base64.b64encode(p.get_payload(decode=True)).decode() for p in content.walk() if not p.is_multipart()],
          'defects': [repr(d) for p in m.walk() for d in p.defects]}), flush=True)
        env, res = envelope(tid, 'SubmitRsp')
        add(res, 'MM7Version', '6.8.0'); status = add(res, 'Status'); add(status, 'StatusCode', '1000'); add(res, 'MessageID', 'py-<1>')
        answer = tree.tostring(env, 'utf-8', xml_declaration=True)
        self.send_response(200); self.send_header('Content-Type', 'text/xml; charset="utf-8"')
        self.send_header('Content-Length', str(len(answer))); self.end_headers(); self.wfile.write(answer)
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({'port': server.server_address[1]}), flush=True)
for line in sys.stdin:
    order = json.loads(line)
    if order['do'] == 'report':
        env, req = envelope('py-r', 'DeliveryReportReq')
        add(req, 'MM7Version', '6.8.0'); add(req, 'MessageID', order['messageId'])
        add(add(req, 'Recipient'), 'Number', '+14255550123'); add(add(req, 'Sender'), 'Number', '+14255550100')
        add(req, 'Date', '2026-11-21T21:00:00+01:00'); add(req, 'MMStatus', 'Retrieved')
        print(json.dumps(post(order['url'], order['authorization'], tree.tostring(env, 'utf-8'), 'text/xml; charset="utf-8"')), flush=True)
    else:
        env, req = envelope('py-d', 'DeliverReq')
        add(req, 'MM7Version', '6.8.0'); add(req, 'LinkedID', 'l<&>1'); add(add(req, 'Sender'), 'Number', '+14255550123')
        to = add(add(req, 'Recipients'), 'To'); add(to, 'Number', '+14255550100')
        add(req, 'TimeStamp', '2026-11-21T20:00:00+01:00'); add(req, 'Subject', 'Grüße <&>'); add(req, 'Content', href='cid:mms@py')
        root = MIMEText(tree.tostring(env, 'unicode'), 'xml', 'utf-8'); root['Content-ID'] = '<soap@py>'
        mms = MIMEMultipart('mixed'); mms['Content-ID'] = '<mms@py>'
        mms.attach(MIMEText('Grüße', 'plain', 'utf-8')); mms.attach(MIMEImage(bytes(range(256)), 'gif'))
        whole = MIMEMultipart('related', type='text/xml', start='<soap@py>'); whole.attach(root); whole.attach(mms)
        head, _, body = whole.as_bytes(policy=email.policy.HTTP).partition(b'\r\n\r\n')
        content_type = email.message_from_bytes(head)['Content-Type'].replace('\r\n', '')
        print(json.dumps(post(order['url'], order['authorization'], body, content_type)), flush=True)
`;

export interface PythonSubmission {
  readonly authorization: string;
  readonly element: string;
  readonly tid: string;
  readonly numbers: readonly string[];
  readonly subject: string;
  readonly cid: string;
  readonly contentId: string;
  /** Base64. */
  readonly leaves: readonly string[];
  readonly defects: readonly string[];
}

export interface PythonCarrier {
  readonly url: string;
  /** What it read of the next submission. */
  next(): Promise<unknown>;
  /** Has it send something, and gives what it read of the answer. */
  order(order: Readonly<Record<string, string>>): Promise<unknown>;
  close(): void;
}

export async function startPythonCarrier(): Promise<PythonCarrier> {
  const child = spawn(python, ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string) as unknown;
  const { port } = (await next()) as { readonly port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    next,
    order: (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return next();
    },
    close: () => child.kill(),
  };
}
