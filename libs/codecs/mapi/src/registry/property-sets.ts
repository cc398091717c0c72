/** The GUIDs of property sets. [MS-OXPROPS] 1.3.2 */
import type { Guid } from '@postbus/bytes';

export const PS_MAPI: Guid = '00020328-0000-0000-c000-000000000046';
export const PS_PUBLIC_STRINGS: Guid = '00020329-0000-0000-c000-000000000046';
export const PS_INTERNET_HEADERS: Guid = '00020386-0000-0000-c000-000000000046';
export const PSETID_Common: Guid = '00062008-0000-0000-c000-000000000046';
export const PSETID_Address: Guid = '00062004-0000-0000-c000-000000000046';
export const PSETID_Appointment: Guid = '00062002-0000-0000-c000-000000000046';
export const PSETID_Meeting: Guid = '6ed8da90-450b-101b-98da-00aa003f1305';
export const PSETID_Log: Guid = '0006200a-0000-0000-c000-000000000046';
export const PSETID_Messaging: Guid = '41f28f13-83f4-4114-a584-eedb5a6b0bff';
export const PSETID_Note: Guid = '0006200e-0000-0000-c000-000000000046';
export const PSETID_PostRss: Guid = '00062041-0000-0000-c000-000000000046';
export const PSETID_Task: Guid = '00062003-0000-0000-c000-000000000046';
export const PSETID_UnifiedMessaging: Guid = '4442858e-a9e3-4e80-b900-317a210cc15b';
export const PSETID_AirSync: Guid = '71035549-0739-4dcb-9163-00f0580dbbdf';
export const PSETID_Sharing: Guid = '00062040-0000-0000-c000-000000000046';
export const PSETID_XmlExtractedEntities: Guid = '23239608-685d-4732-9c55-4c95cb4e8e33';
export const PSETID_Attachment: Guid = '96357f7f-59e1-47d0-99a7-46515c183b54';
export const PSETID_CalendarAssistant: Guid = '11000e07-b51b-40d6-af21-caa85edab1d0';
/** Of Postbus itself, in no document: what its gateway found about S/MIME. */
export const PS_POSTBUS_SMIME: Guid = '175d831c-9926-43fd-b4ad-81bd4e3287e3';
