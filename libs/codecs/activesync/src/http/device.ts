/** What may name a device and its type. [MS-ASHTTP] 2.2.1.1.1.2.3, 2.2.1.1.1.2.4 */
import { type ReadOfRequestLine, RequestLineError } from './request-line-error.ts';

/** No commas or special characters; 64 of them, so that an id can be a key. */
const deviceId = /^[A-Za-z0-9._{}:=-]{1,64}$/;
const deviceType = /^[\x20-\x7e]{1,64}$/;

/** @throws {RequestLineError} `bad-device-id` */
export function checkedDeviceId(text: string, read?: ReadOfRequestLine): string {
  if (deviceId.test(text)) return text;
  throw new RequestLineError('bad-device-id', 'DeviceId', 'not 1 to 64 letters, digits and . _ { } : = -', read);
}

/** @throws {RequestLineError} `bad-device-type` */
export function checkedDeviceType(text: string, read?: ReadOfRequestLine): string {
  if (deviceType.test(text)) return text;
  throw new RequestLineError('bad-device-type', 'DeviceType', 'not 1 to 64 printable ASCII characters', read);
}
