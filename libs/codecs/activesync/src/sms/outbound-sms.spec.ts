import { describe, expect, it } from 'vitest';
import {
  SettingsStatus,
  decodeMessage,
  encodeMessage,
  outboundSmsDetails,
  protocolVersions,
  readOutboundSms,
  settingsRequest,
  settingsResponse,
} from '../index.ts';

describe('EnableOutboundSMS, [MS-ASMS] 3.1.4.3, 3.2.5.3', () => {
  it.each(protocolVersions)('goes with the number of the device, version %s', (version) => {
    const outbound = { enabled: true, phoneNumber: '+1 425 555 0112' } as const;
    const request = { DeviceInformation: { Set: { Model: 'M1', ...outboundSmsDetails(outbound) } } };
    const read = decodeMessage(settingsRequest, encodeMessage(settingsRequest, request, version), { version });
    expect(readOutboundSms(read.DeviceInformation?.Set ?? {})).toEqual(outbound);
  });

  it('of 0 needs no number', () => {
    expect(outboundSmsDetails({ enabled: false })).toEqual({ EnableOutboundSMS: false });
    expect(readOutboundSms({ EnableOutboundSMS: false })).toEqual({ enabled: false });
  });

  it('is 0 where it is not told, 2.2.2.2.2 of the current document', () => {
    expect(readOutboundSms({ PhoneNumber: '+1' })).toEqual({ enabled: false });
  });

  it.each([{}, { PhoneNumber: '' }, { PhoneNumber: '  ' }, { PhoneNumber: 'unknown' }])(
    'without a number has Status 5: %o',
    (details) => {
      expect(() => readOutboundSms({ ...details, EnableOutboundSMS: true })).toThrow(
        expect.objectContaining({ code: 'no-phone-number', status: 5, path: 'DeviceInformation/Set/PhoneNumber' }),
      );
    },
  );

  it('takes a number that the device told before, where that still counts', () => {
    expect(readOutboundSms({ EnableOutboundSMS: true }, '+1')).toEqual({ enabled: true, phoneNumber: '+1' });
    expect(() => readOutboundSms({ EnableOutboundSMS: true, PhoneNumber: '' }, '+1')).toThrow('has a number');
  });

  it.each(protocolVersions)('is answered by the Status of DeviceInformation, version %s', (version) => {
    const answer = { Status: 1, DeviceInformation: { Status: SettingsStatus.InvalidArguments } };
    expect(decodeMessage(settingsResponse, encodeMessage(settingsResponse, answer, version), { version })).toEqual(
      answer,
    );
  });

  it('of another value is refused by the reader, with Status 2', () => {
    const request = { DeviceInformation: { Set: { EnableOutboundSMS: true } } };
    const body = encodeMessage(settingsRequest, request, '14.1');
    const one = body.lastIndexOf('1'.charCodeAt(0));
    body[one] = '2'.charCodeAt(0);
    expect(() => decodeMessage(settingsRequest, body, { version: '14.1' })).toThrow(
      expect.objectContaining({ code: 'bad-value', status: 2 }),
    );
  });
});
