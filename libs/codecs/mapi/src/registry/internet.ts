/** What the Internet header of a message maps to. [MS-OXCMAIL] 2.2.3, [MS-OXOMSG] 2.2.1 */
import { PropertyType } from '../property-type.ts';
import { large, tagged } from './define.ts';

const { PtypBinary, PtypInteger32, PtypString } = PropertyType;
const email = 'Email';
const miscellaneousProperties = 'Miscellaneous Properties';

export const PidTagAutoResponseSuppress = tagged('PidTagAutoResponseSuppress', 0x3fdf, PtypInteger32, email);
export const PidTagInReplyToId = tagged('PidTagInReplyToId', 0x1042, PtypString, 'General Message Properties');
export const PidTagInternetMessageId = tagged('PidTagInternetMessageId', 0x1035, PtypString, 'MIME Properties');
export const PidTagInternetReferences = tagged('PidTagInternetReferences', 0x1039, PtypString, 'MIME Properties');
export const PidTagListHelp = tagged('PidTagListHelp', 0x1043, PtypString, miscellaneousProperties);
export const PidTagListSubscribe = tagged('PidTagListSubscribe', 0x1044, PtypString, miscellaneousProperties);
export const PidTagListUnsubscribe = tagged('PidTagListUnsubscribe', 0x1045, PtypString, miscellaneousProperties);
export const PidTagMessageSubmissionId = tagged('PidTagMessageSubmissionId', 0x0047, PtypBinary, email);
export const PidTagMimeSkeleton = tagged('PidTagMimeSkeleton', 0x64f0, PtypBinary, 'MIME properties');
export const PidTagOriginalMessageId = tagged('PidTagOriginalMessageId', 0x1046, PtypString, 'Mail');
export const PidTagTnefCorrelationKey = tagged('PidTagTnefCorrelationKey', 0x007f, PtypBinary, 'MapiEnvelope');
export const PidTagTransportMessageHeaders = large('PidTagTransportMessageHeaders', 0x007d, PtypString, email);
