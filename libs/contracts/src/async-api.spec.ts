import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { asyncApiOf } from './async-api.ts';
import { toRecord } from './cloud-event.ts';
import { examples } from './example-events.ts';
import { topicNamed, topics } from './topics.ts';

const document = asyncApiOf(topics, '0.1.0');
const officialSchema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(officialSchema);

describe('the AsyncAPI document', () => {
  it('is one by the official JSON Schema of AsyncAPI 3.0.0', () => {
    expect(validate(document)).toBe(true);
  });

  it('is refused by that schema once an operation has no action', () => {
    const [[name, operation] = ['', {}]] = Object.entries(document.operations);
    expect(validate({ ...document, operations: { [name]: { ...operation, action: 'listen' } } })).toBe(false);
  });

  it.each(Object.keys(topics) as (keyof typeof topics)[])(
    '%s: headers and payload describe a record as it is sent',
    (name) => {
      const message = document.components.messages[name] as { headers: object; payload: object };
      const topic = topicNamed(topics[name].name)!;
      const record = toRecord(topic, examples[name], { id: '1', source: '/test' }, new Date(0));
      const ajv = new Ajv({ validateFormats: false });
      expect(ajv.validate(message.headers, record.headers)).toBe(true);
      expect(ajv.validate(message.payload, JSON.parse(Buffer.from(record.value).toString()))).toBe(true);
    },
  );

  it('says of each service what it sends and receives', () => {
    expect(Object.keys(document.operations)).toEqual(
      expect.arrayContaining([
        'ingest.send.mailReceived',
        'conversion.receive.mailReceived',
        'relay.receive.mailOutbound',
        'conversion.send.mailRefused',
        'relay.receive.mailRefused',
      ]),
    );
  });

  it('refers only to what is there', () => {
    const text = JSON.stringify(document);
    for (const [, path = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = path
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(target).toBeDefined();
    }
  });
});
