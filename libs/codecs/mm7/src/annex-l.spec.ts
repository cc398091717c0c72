/** Messages in the form of the examples of the specification. 3GPP TS 23.140 8.7 */
import { describe, expect, it } from 'vitest';
import { readMm7 } from './index.ts';

const namespace = 'http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-5-MM7-1-0';
const header = (id: string): string =>
  `<env:Header><mm7:TransactionID xmlns:mm7="${namespace}" env:mustUnderstand="1">${id}</mm7:TransactionID></env:Header>`;
const envelope = (id: string, body: string): string =>
  `<?xml version="1.0" ?>\n<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/">\n${header(id)}\n<env:Body>\n${body}\n</env:Body>\n</env:Envelope>`;
const read = (body: string, contentType = 'text/xml; charset="utf-8"'): ReturnType<typeof readMm7> =>
  readMm7(new TextEncoder().encode(body), contentType);

describe('examples of 3GPP TS 23.140 8.7', () => {
  it('reads MM7_submit.REQ with its content', () => {
    const submit = envelope(
      'vas00001-sub',
      `<mm7:SubmitReq xmlns:mm7="${namespace}">
        <mm7:MM7Version>5.6.0</mm7:MM7Version>
        <mm7:SenderIdentification><mm7:VASPID>TNN</mm7:VASPID><mm7:VASID>News</mm7:VASID></mm7:SenderIdentification>
        <mm7:Recipients>
          <mm7:To><mm7:Number>7255441234</mm7:Number><mm7:RFC2822Address displayOnly="true">7255442222@OMMS.com</mm7:RFC2822Address></mm7:To>
          <mm7:Cc><mm7:Number>7255443333</mm7:Number></mm7:Cc>
          <mm7:Bcc><mm7:RFC2822Address>7255444444@OMMS.com</mm7:RFC2822Address></mm7:Bcc>
        </mm7:Recipients>
        <mm7:ServiceCode>gold-sp33-im42</mm7:ServiceCode>
        <mm7:LinkedID>mms00016666</mm7:LinkedID>
        <mm7:MessageClass>Informational</mm7:MessageClass>
        <mm7:TimeStamp>2002-01-02T09:30:47-05:00</mm7:TimeStamp>
        <mm7:ReplyCharging/>
        <mm7:EarliestDeliveryTime>2002-01-02T09:30:47-05:00</mm7:EarliestDeliveryTime>
        <mm7:ExpiryDate>P90D</mm7:ExpiryDate>
        <mm7:DeliveryReport>true</mm7:DeliveryReport>
        <mm7:Priority>Normal</mm7:Priority>
        <mm7:Subject>News for today</mm7:Subject>
        <mm7:ChargedParty>Sender</mm7:ChargedParty>
        <mm7:DistributionIndicator>true</mm7:DistributionIndicator>
        <mm7:Content href="cid:SaturnPics-01020930@news.tnn.com" allowAdaptations="true"/>
      </mm7:SubmitReq>`,
    );
    const body = `--NextPart_000_0028_01C19839.84698430
Content-Type:text/xml; charset="utf-8"
Content-ID: </tnn-200102/mm7-submit>

${submit}
--NextPart_000_0028_01C19839.84698430
Content-Type: multipart/mixed; boundary="StoryParts-74526-8432-2002-77645"
Content-ID:<SaturnPics-01020930@news.tnn.com>

--StoryParts-74526-8432-2002-77645
Content-Type: text/plain; charset="us-ascii"

Science news, new Saturn pictures...
--StoryParts-74526-8432-2002-77645
Content-Type: image/gif
Content-ID: <saturn.gif>
Content-Transfer-Encoding: base64

R0lGODlhZAAwAOMAAAAAAIGJjGltcDE0OOfWo6Ochbi1n1pmcbGojpKbnP/lpW54fBMTE1RYXEFO
--StoryParts-74526-8432-2002-77645--
--NextPart_000_0028_01C19839.84698430--
`.replaceAll('\n', '\r\n');
    const contentType =
      'multipart/related; boundary="NextPart_000_0028_01C19839.84698430"; type=text/xml; start="</tnn-200102/mm7-submit>"';
    const { message, schema, content } = read(body, contentType);
    const at = new Date('2002-01-02T14:30:47Z');
    expect(schema).toBe('REL-5-MM7-1-0');
    expect(message).toEqual({
      kind: 'submit.REQ',
      transactionId: 'vas00001-sub',
      mm7Version: '5.6.0',
      sender: { vaspId: 'TNN', vasId: 'News' },
      recipients: {
        to: [
          { kind: 'number', value: '7255441234' },
          { kind: 'mail', value: '7255442222@OMMS.com', displayOnly: true },
        ],
        cc: [{ kind: 'number', value: '7255443333' }],
        bcc: [{ kind: 'mail', value: '7255444444@OMMS.com' }],
      },
      serviceCode: 'gold-sp33-im42',
      linkedId: 'mms00016666',
      messageClass: 'Informational',
      timeStamp: at,
      replyCharging: {},
      earliestDeliveryTime: { at },
      expiryDate: { after: { months: 0, seconds: 90 * 86_400 } },
      deliveryReport: true,
      priority: 'Normal',
      subject: 'News for today',
      chargedParty: 'Sender',
      distributionIndicator: true,
      content: { href: 'cid:SaturnPics-01020930@news.tnn.com', allowAdaptations: true },
    });
    expect(content!.parts.map(({ contentType: { mediaType } }) => mediaType)).toEqual(['text/plain', 'image/gif']);
    expect(content!.parts[0]!.text()).toBe('Science news, new Saturn pictures...');
  });
  it('reads MM7_submit.RES', () => {
    const status =
      '<Status><StatusCode>1000</StatusCode><StatusText>Message sent</StatusText></Status><MessageID>041502073667</MessageID>';
    const rsp = `<SubmitRsp xmlns="${namespace}"><MM7Version>5.6.0</MM7Version>${status}</SubmitRsp>`;
    expect(read(envelope('vas00001-sub', rsp)).message).toEqual({
      kind: 'submit.RES',
      transactionId: 'vas00001-sub',
      mm7Version: '5.6.0',
      status: { code: 1000, text: 'Message sent' },
      messageId: '041502073667',
    });
  });
  it('reads MM7_deliver.REQ', () => {
    const deliver = `<DeliverReq xmlns="${namespace}"><MM7Version>5.6.0</MM7Version><MMSRelayServerID>240.110.75.34</MMSRelayServerID><LinkedID>wthr8391</LinkedID><Sender><RFC2822Address>97254265781@OMMS.com</RFC2822Address></Sender><TimeStamp>2002-04-15T14:35:21-05:00</TimeStamp><Priority>Normal</Priority><Subject>Weather Forecast</Subject></DeliverReq>`;
    expect(read(envelope('vas00324-dlvr', deliver)).message).toEqual({
      kind: 'deliver.REQ',
      transactionId: 'vas00324-dlvr',
      mm7Version: '5.6.0',
      relayServerId: '240.110.75.34',
      linkedId: 'wthr8391',
      sender: { kind: 'mail', value: '97254265781@OMMS.com' },
      timeStamp: new Date('2002-04-15T19:35:21Z'),
      priority: 'Normal',
      subject: 'Weather Forecast',
    });
  });
  it('reads MM7_delivery_report.REQ', () => {
    const report = `<mm7:DeliveryReportReq xmlns:mm7="${namespace}"><mm7:MM7Version>5.6.0</mm7:MM7Version><mm7:MMSRelayServerID>240.110.75.34</mm7:MMSRelayServerID><mm7:MessageID>041502073667</mm7:MessageID><mm7:Recipient><mm7:RFC2822Address>8475556677@OMMS.com</mm7:RFC2822Address></mm7:Recipient><mm7:Sender><mm7:Number>7255441234</mm7:Number></mm7:Sender><mm7:Date>2002-04-15T14:35:21-05:00</mm7:Date><mm7:MMStatus>Retrieved</mm7:MMStatus></mm7:DeliveryReportReq>`;
    expect(read(envelope('vas00324-rprt', report)).message).toMatchObject({
      kind: 'delivery_report.REQ',
      messageId: '041502073667',
      recipient: { kind: 'mail', value: '8475556677@OMMS.com' },
      sender: { kind: 'number', value: '7255441234' },
      date: new Date('2002-04-15T19:35:21Z'),
      mmStatus: 'Retrieved',
    });
  });
  it('reads a fault with an error', () => {
    const fault = `<env:Fault><faultcode>env:Client</faultcode><faultstring>Client error</faultstring><detail><mm7:VASPErrorRsp xmlns:mm7="${namespace}"><mm7:MM7Version>5.6.0</mm7:MM7Version><mm7:Status><mm7:StatusCode>4003</mm7:StatusCode><mm7:StatusText>Unsupported operation</mm7:StatusText><mm7:Details><mm7:Op>Deliver</mm7:Op></mm7:Details></mm7:Status></mm7:VASPErrorRsp></detail></env:Fault>`;
    expect(read(envelope('vas00324-dlvr', fault)).message).toEqual({
      kind: 'VASP_error.RES',
      transactionId: 'vas00324-dlvr',
      mm7Version: '5.6.0',
      status: { code: 4003, text: 'Unsupported operation' },
      fault: { code: 'Client', string: 'Client error' },
    });
  });
});
