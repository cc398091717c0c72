import { readXml } from '@postbus/xml';
import { describe, expect, it } from 'vitest';
import {
  Mm7Error,
  type Mm7Message,
  type SubmitRequest,
  errorResponse,
  isRetryableStatus,
  isSuccess,
  mm7Namespace,
  mm7Schemas,
  mm7TimeFrom,
  readMm7,
  statusName,
  writeMm7,
} from './index.ts';
import { everyMessage } from './mm7.fixture.ts';
import { type PythonElement, hasPython, mm7ByPython } from './python.fixture.ts';

const namespace = mm7Namespace('REL-6-MM7-1-4');
const submit = everyMessage[0] as SubmitRequest;
const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An envelope with `body` in it, and `header` beside the TransactionID. */
function envelope(body: string, header = ''): string {
  const id = `<m:TransactionID xmlns:m="${namespace}" e:mustUnderstand="1">\r\n  t-1\r\n</m:TransactionID>`;
  return `<e:Envelope xmlns:e="${soap}"><e:Header>${id}${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`;
}
const read = (xml: string): ReturnType<typeof readMm7> => readMm7(utf8(xml), 'text/xml');
function errorOf(run: () => unknown): Mm7Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Mm7Error) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}
const children = ([, , , inner]: PythonElement): string[] => inner.map(([tag]) => tag.replace(/^\{.*\}/, ''));

describe('messages of MM7, 3GPP TS 23.140 8.7', () => {
  it.each(everyMessage.map((message) => [message.kind, message] as const))(
    'reads %s as it was written',
    (_, message) => {
      const { body, contentType, soapAction } = writeMm7(message);
      expect(readMm7(body, contentType).message).toEqual(message);
      expect([contentType, soapAction]).toEqual(['text/xml; charset="utf-8"', '""']);
    },
  );
  it.each(mm7Schemas)('writes and reads the namespace of %s', (schema) => {
    const message: Mm7Message = { kind: 'cancel.REQ', transactionId: '1', sender: { vaspId: 'v' }, messageId: 'm' };
    const { body, contentType } = writeMm7(message, { schema });
    const mm7Version = schema.startsWith('REL-5') ? '5.3.0' : '6.8.0';
    expect(readMm7(body, contentType)).toEqual({ schema, message: { ...message, mm7Version } });
  });
  it('does not write into Release 5 what came with Release 6', () => {
    const later = {
      ...submit,
      applicId: undefined,
      replyApplicId: undefined,
      auxApplicInfo: undefined,
    } as unknown as SubmitRequest;
    expect(errorOf(() => writeMm7(later, { schema: 'REL-5-MM7-1-2' }))).toMatchObject({ code: 'not-in-schema' });
  });
  it('takes elements in any order, of any prefix, and passes over those of others', () => {
    const { message } = read(
      envelope(
        `<m:SubmitRsp xmlns:m="${namespace}"><x:MessageID xmlns:x="urn:x">no</x:MessageID><m:MessageID>\n 7 </m:MessageID><New xmlns="${namespace}"/><m:Status><m:StatusText/><m:StatusCode>1100</m:StatusCode></m:Status></m:SubmitRsp>`,
      ),
    );
    expect(message).toEqual({ kind: 'submit.RES', transactionId: 't-1', status: { code: 1100 }, messageId: '7' });
  });
  it('takes optional elements that are empty for absent, values in any case, and bare addresses', () => {
    const { message } = read(
      envelope(
        `<DeliverReq xmlns="${namespace}"><LinkedID/><Sender>+4412345678</Sender><Recipients><To>7255</To><To><ShortCode>1</ShortCode><ShortCode>2</ShortCode></To></Recipients><Priority>high</Priority><Subject/></DeliverReq>`,
      ),
    );
    expect(message).toMatchObject({
      sender: { kind: 'number', value: '+4412345678' },
      recipients: { to: [{ kind: 'shortCode', value: '7255' }, { value: '1' }, { value: '2' }] },
      priority: 'High',
    });
    expect(Object.keys(message)).not.toContain('linkedId');
  });
  it('has every name and every value of the schema in its order, as Python reads it', { skip: !hasPython }, () => {
    const { envelope, defects } = mm7ByPython(writeMm7(submit));
    const [header, body] = envelope[3];
    expect(defects).toEqual([]);
    expect(header![3]).toEqual([
      [`{${namespace}}TransactionID`, { [`{${soap}}mustUnderstand`]: '1' }, 'vas00001-sub', []],
    ]);
    const request = body![3][0]!;
    expect(request[0]).toBe(`{${namespace}}SubmitReq`);
    expect(children(request)).toEqual(
      'MM7Version SenderIdentification Recipients ServiceCode LinkedID MessageClass TimeStamp ReplyCharging EarliestDeliveryTime ExpiryDate DeliveryReport ReadReply Priority Subject ChargedParty ChargedPartyID DistributionIndicator ApplicID ReplyApplicID AuxApplicInfo ContentClass DRMContent Content'.split(
        ' ',
      ),
    );
    const text = (name: string): string => request[3].find(([tag]) => tag.endsWith(`}${name}`))![2];
    expect([text('ExpiryDate'), text('TimeStamp'), text('Subject')]).toEqual([
      'P1M1DT1H1M1S',
      '2026-11-21T20:00:00.250Z',
      submit.subject,
    ]);
  });
});

describe('the schema of MM7, REL-6-MM7-1-4', () => {
  /** What each message has within it, in the order of its sequence. */
  const sequences: Record<string, string> = {
    'submit.RES': 'MM7Version Status MessageID',
    'deliver.REQ':
      'MM7Version MMSRelayServerID VASPID VASID LinkedID Sender Recipients SenderSPI RecipientSPI TimeStamp ReplyChargingID Priority Subject ApplicID ReplyApplicID AuxApplicInfo Content',
    'deliver.RES': 'MM7Version Status ServiceCode',
    'delivery_report.REQ':
      'MM7Version MMSRelayServerID MessageID Recipient Sender Date MMStatus MMStatusExtension StatusText ApplicID ReplyApplicID AuxApplicInfo',
    'delivery_report.RES': 'MM7Version Status',
    'read_reply.REQ':
      'MM7Version MMSRelayServerID MessageID Recipient Sender TimeStamp MMStatus StatusText ApplicID ReplyApplicID AuxApplicInfo',
    'read_reply.RES': 'MM7Version Status',
    'replace.REQ':
      'MM7Version SenderIdentification MessageID ServiceCode TimeStamp ReadReply EarliestDeliveryTime DistributionIndicator ContentClass DRMContent ApplicID ReplyApplicID AuxApplicInfo Content',
    'replace.RES': 'MM7Version Status',
    'cancel.REQ': 'MM7Version SenderIdentification MessageID ApplicID ReplyApplicID AuxApplicInfo',
    'cancel.RES': 'MM7Version Status',
  };
  it.each(Object.entries(sequences))('has the elements of %s in its order', (kind, names) => {
    const message = everyMessage.find((one) => one.kind === kind)!;
    const root = readXml(new TextDecoder().decode(writeMm7(message).body));
    expect(root.children[1]!.children[0]!.children.map(({ localName }) => localName)).toEqual(names.split(' '));
  });
  it('has a StatusText in each Status', () => {
    const written = writeMm7({ kind: 'cancel.RES', transactionId: '1', status: { code: 2005 } });
    expect(readMm7(written.body, written.contentType).message).toMatchObject({
      status: { code: 2005, text: 'Message ID not found' },
    });
  });
  it('lets elements come more than once that are not read here', () => {
    const { message } = read(
      envelope(
        `<CancelRsp xmlns="${namespace}"><Status><StatusCode>1000</StatusCode></Status><Extension/><Extension/></CancelRsp>`,
      ),
    );
    expect(message).toMatchObject({ kind: 'cancel.RES', status: { code: 1000 } });
  });
  it('may be forgotten within a message', () => {
    const { message } = read(
      envelope(
        `<m:SubmitRsp xmlns:m="${namespace}"><Status><StatusCode>1000</StatusCode></Status><MessageID>7</MessageID></m:SubmitRsp>`,
      ),
    );
    expect(message).toMatchObject({ status: { code: 1000 }, messageId: '7' });
  });
});

describe('errors of MM7, 3GPP TS 23.140 8.7', () => {
  it('writes RS_error as a fault with the error in its detail', { skip: !hasPython }, () => {
    const [, body] = mm7ByPython(writeMm7(everyMessage.find(({ kind }) => kind === 'RS_error.RES')!)).envelope[3];
    const fault = body![3][0]!;
    expect(fault[0]).toBe(`{${soap}}Fault`);
    expect(fault[3].map(([tag, , text]) => [tag, text])).toEqual([
      ['faultcode', 'env:Server'],
      ['faultstring', 'Service unavailable'],
      ['detail', ''],
    ]);
    expect(fault[3][2]![3][0]![0]).toBe(`{${namespace}}RSErrorRsp`);
  });
  it('reads an error that stands in the body without a fault, and an answer within a fault', () => {
    const status = '<Status><StatusCode>4001</StatusCode></Status>';
    expect(read(envelope(`<VASPErrorRsp xmlns="${namespace}">${status}</VASPErrorRsp>`)).message).toMatchObject({
      kind: 'VASP_error.RES',
      status: { code: 4001 },
    });
    const fault = `<e:Fault><faultcode>e:Client</faultcode><faultstring>No</faultstring><detail><SubmitRsp xmlns="${namespace}">${status}</SubmitRsp></detail></e:Fault>`;
    expect(read(envelope(fault))).toMatchObject({
      schema: 'REL-6-MM7-1-4',
      message: { kind: 'fault', fault: { code: 'Client', string: 'No' }, status: { code: 4001 } },
    });
  });
  it('knows the codes, and takes one that it does not know as the first of its class', () => {
    expect([1000, 2003, 4006, 4999, 3999, 5000].map(statusName)).toEqual([
      'Success',
      'Address not found',
      'Service unavailable',
      'General service error',
      'Server error',
      undefined,
    ]);
    expect([1000, 1100, 2000, 2999, 3000, 3002, 4005, 4006, 4999, 9000].map(isRetryableStatus)).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect([1000, 1100, 2000].map(isSuccess)).toEqual([true, true, false]);
  });
  it.each([
    [
      '<a xmlns="http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-9-MM7-1-0"/>',
      'unknown-schema',
      4002,
      'Client',
    ],
    [`<StatusQueryReq xmlns="${namespace}"/>`, 'unknown-operation', 4003, 'Client'],
    [`<CancelReq xmlns="${namespace}"><SenderIdentification/></CancelReq>`, 'missing-element', 4004, 'Client'],
    [`<CancelRsp xmlns="${namespace}"><Status/></CancelRsp>`, 'missing-element', 4004, 'Client'],
    [
      `<CancelRsp xmlns="${namespace}"><Status><StatusCode>1e3</StatusCode></Status></CancelRsp>`,
      'bad-value',
      4004,
      'Client',
    ],
    [
      `<CancelReq xmlns="${namespace}"><MessageID>1</MessageID><MessageID>2</MessageID></CancelReq>`,
      'repeated-element',
      4004,
      'Client',
    ],
    [
      `<DeliverReq xmlns="${namespace}"><Sender>a</Sender><Content href="cid:x"/></DeliverReq>`,
      'content-missing',
      2007,
      'Client',
    ],
  ])('answers %s with %s and the TransactionID', (body, code, statusCode, fault) => {
    const error = errorOf(() => read(envelope(body)));
    expect(error).toMatchObject({ code, transactionId: 't-1' });
    expect(errorResponse(error, 'RS_error.RES')).toMatchObject({
      transactionId: 't-1',
      status: { code: statusCode },
      fault: { code: fault },
    });
  });
  it('says what header it does not understand, and passes over those for others', () => {
    const security = (attributes: string): string =>
      envelope(
        `<CancelRsp xmlns="${namespace}"><Status><StatusCode>1000</StatusCode></Status></CancelRsp>`,
        `<s:Security xmlns:s="urn:s" ${attributes}/>`,
      );
    const error = errorOf(() => read(security('e:mustUnderstand="1"')));
    expect(error).toMatchObject({ code: 'not-understood', transactionId: 't-1' });
    expect(errorResponse(error, 'VASP_error.RES').fault.code).toBe('MustUnderstand');
    expect(read(security('e:mustUnderstand="1" e:actor="urn:other"')).message.kind).toBe('cancel.RES');
    expect(read(security('e:mustUnderstand="0"')).message.kind).toBe('cancel.RES');
  });
  it('tells an envelope of SOAP 1.2', () => {
    const error = errorOf(() => read(envelope('<a/>').replaceAll(soap, 'http://www.w3.org/2003/05/soap-envelope')));
    expect(error.code).toBe('soap-version');
    expect(errorResponse(error, 'RS_error.RES').fault.code).toBe('VersionMismatch');
  });
  it('tells a request without a TransactionID', () => {
    const xml = envelope(`<CancelRsp xmlns="${namespace}"><Status><StatusCode>1000</StatusCode></Status></CancelRsp>`);
    expect(errorOf(() => read(xml.replace(/<e:Header>.*<\/e:Header>/s, '')))).toMatchObject({
      code: 'missing-element',
    });
  });
  it.each([
    ['<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]>', '&m;', 'document-type'],
    ['<!DOCTYPE a [<!ENTITY m SYSTEM "file:///etc/passwd">]>', '&m;', 'document-type'],
    ['', '&m;', 'unknown-entity'],
    ['', '<a>'.repeat(20), 'too-deep'],
    ['', '<a/>'.repeat(20_000), 'too-many-elements'],
    ['', ' '.repeat(1024 * 1024), 'too-large'],
    ['', '<a>', 'not-well-formed'],
    ['', '<m:a/>', 'not-well-formed'],
  ])('refuses %s in an envelope with %.10s', (before, body, code) => {
    expect(errorOf(() => read(before + envelope(body))).code).toBe(code);
  });
  it('refuses what is no envelope', () => {
    expect(errorOf(() => readMm7(utf8(envelope('<a/>')), 'text/plain')).code).toBe('not-soap');
    expect(errorOf(() => readMm7(utf8(''), 'multipart/related; boundary=x')).code).toBe('not-soap');
    expect(errorOf(() => read('<html/>')).code).toBe('not-soap');
    expect(errorOf(() => read(`<e:Envelope xmlns:e="${soap}"/>`)).code).toBe('not-soap');
    expect(errorOf(() => readMm7(Uint8Array.of(0x3c, 0x61, 0x3e, 0xff), 'text/xml; charset=utf-8')).code).toBe(
      'not-well-formed',
    );
  });
});

describe('times of MM7', () => {
  const expiry = (text: string): unknown => {
    const xml = envelope(
      `<SubmitReq xmlns="${namespace}"><SenderIdentification/><Recipients/><ExpiryDate>${text}</ExpiryDate></SubmitReq>`,
    );
    return (read(xml).message as SubmitRequest).expiryDate;
  };
  it.each([
    ['2002-01-02T09:30:47-05:00', '2002-01-02T14:30:47.000Z'],
    ['2002-01-02T09:30:47.125Z', '2002-01-02T09:30:47.125Z'],
    ['2002-01-02T09:30:47', '2002-01-02T09:30:47.000Z'],
    ['2002-12-31T24:00:00Z', '2003-01-01T00:00:00.000Z'],
  ])('reads the date %s', (text, at) => expect(expiry(text)).toEqual({ at: new Date(at) }));
  it.each([
    ['P90D', { months: 0, seconds: 7_776_000 }],
    ['P1Y2M', { months: 14, seconds: 0 }],
    ['PT1H0.5S', { months: 0, seconds: 3600.5 }],
  ])('reads the duration %s', (text, after) => expect(expiry(text)).toEqual({ after }));
  it.each([
    '2002-02-30T00:00:00Z',
    '2002-01-01',
    'P',
    'P1DT',
    '-P1D',
    '2002-01-01T25:00:00Z',
    '2002-01-01T00:00:00+15:00',
    'soon',
  ])('refuses %s', (text) => expect(errorOf(() => expiry(text)).code).toBe('bad-value'));
  it('counts durations from when the message is taken, months by the calendar', () => {
    const from = new Date('2026-01-31T12:00:00Z');
    expect(mm7TimeFrom({ after: { months: 1, seconds: 60 } }, from)).toEqual(new Date('2026-02-28T12:01:00Z'));
    expect(mm7TimeFrom({ at: from }, new Date())).toEqual(from);
  });
  it('writes no date that is none', () => {
    expect(errorOf(() => writeMm7({ ...submit, timeStamp: new Date(NaN) })).code).toBe('bad-value');
    expect(errorOf(() => writeMm7({ ...submit, expiryDate: { after: { months: -1, seconds: 0 } } })).code).toBe(
      'bad-value',
    );
    expect(errorOf(() => writeMm7({ ...submit, transactionId: ' ' })).code).toBe('bad-value');
  });
});
